package io.dynamq.codec;

import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Notice;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;

/** What differs between MQTT 3 and MQTT 5 in the bodies of the packets that both have. */
interface BodyFormat {

  /** Everything but the payload [MQTT section 3.3]. */
  void publishHead(Delivery delivery, WireSink out);

  void ack(Ack ack, Notice notice, WireSink out);

  void connAck(ConnAck connAck, Notice notice, WireSink out);

  void subAck(SubAck subAck, Notice notice, WireSink out);

  void unsubAck(UnsubAck unsubAck, Notice notice, WireSink out);
}
