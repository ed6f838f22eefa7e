package io.dynamq.packet;

import io.dynamq.message.UserProperty;
import java.util.List;

/**
 * SUBSCRIBE [MQTT section 3.8].
 *
 * @param identifier subscription identifier, 0 if absent
 * @param entries at least one [MQTT-3.8.3-2]
 */
public record Subscribe(
    int packetId, int identifier, List<Entry> entries, List<UserProperty> userProperties)
    implements Packet {

  public Subscribe {
    entries = List.copyOf(entries);
    userProperties = List.copyOf(userProperties);
  }

  /**
   * One filter as text, because an ill-formed filter is answered in SUBACK, and its options as
   * packed on the wire; the decoder has refused reserved values.
   */
  public record Entry(String filter, int options) {}
}
