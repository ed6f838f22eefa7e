package io.dynamq.packet;

import io.dynamq.message.UserProperty;
import java.util.List;

/** UNSUBSCRIBE [MQTT section 3.10]; at least one filter [MQTT-3.10.3-2]. */
public record Unsubscribe(int packetId, List<String> filters, List<UserProperty> userProperties)
    implements Packet {
  public Unsubscribe {
    filters = List.copyOf(filters);
    userProperties = List.copyOf(userProperties);
  }
}
