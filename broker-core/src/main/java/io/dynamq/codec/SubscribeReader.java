package io.dynamq.codec;

import io.dynamq.codec.Property.Place;
import io.dynamq.message.UserProperty;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.Unsubscribe;
import java.util.ArrayList;
import java.util.List;

/** SUBSCRIBE and UNSUBSCRIBE [MQTT sections 3.8, 3.10]; filters stay text, see {@link Subscribe}. */
final class SubscribeReader {
  private SubscribeReader() {}

  /**
   * @param properties null for MQTT 3, which has none
   */
  static Subscribe subscribe(WireReader in, PropertyBlock properties) {
    int packetId = in.packetId();
    int identifier = 0;
    List<UserProperty> userProperties = List.of();
    if (properties != null) {
      properties.read(in, Place.SUBSCRIBE);
      identifier = (int) properties.number(Property.SUBSCRIPTION_IDENTIFIER, 0);
      userProperties = properties.userProperties();
    }
    if (in.remaining() == 0) {
      throw WireException.protocolError("MQTT-3.8.3-2", "SUBSCRIBE has no topic filter");
    }
    List<Subscribe.Entry> entries = new ArrayList<>(1);
    while (in.remaining() > 0) {
      entries.add(new Subscribe.Entry(in.text(), options(in.u8(), properties != null)));
    }
    return new Subscribe(packetId, identifier, entries, userProperties);
  }

  private static int options(int options, boolean mqtt5) {
    if ((options & (mqtt5 ? 0b1100_0000 : 0b1111_1100)) != 0) {
      throw WireException.malformed("MQTT-3.8.3-5", "reserved subscription options are set");
    }
    if ((options & 3) == 3) {
      throw mqtt5
          ? WireException.protocolError("", "a subscription asks for QoS 3")
          // MQTT 3.1.1's id is spelled with a hyphen.
          : WireException.malformed("MQTT-3-8.3-4", "a subscription asks for QoS 3");
    }
    if ((options >> 4 & 3) == 3) {
      throw WireException.protocolError("", "a subscription asks for retain handling 3");
    }
    return options;
  }

  /**
   * @param properties null for MQTT 3, which has none
   */
  static Unsubscribe unsubscribe(WireReader in, PropertyBlock properties) {
    int packetId = in.packetId();
    List<UserProperty> userProperties = List.of();
    if (properties != null) {
      userProperties = properties.read(in, Place.UNSUBSCRIBE).userProperties();
    }
    if (in.remaining() == 0) {
      throw WireException.protocolError("MQTT-3.10.3-2", "UNSUBSCRIBE has no topic filter");
    }
    List<String> filters = new ArrayList<>(1);
    while (in.remaining() > 0) {
      filters.add(in.text());
    }
    return new Unsubscribe(packetId, filters, userProperties);
  }
}
