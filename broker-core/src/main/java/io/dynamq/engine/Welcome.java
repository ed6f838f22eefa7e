package io.dynamq.engine;

import io.dynamq.codec.PacketEncoder;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.ConnAckProperties;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.topic.TopicName;

/** What a CONNACK tells an admitted client of this server's limits [MQTT 5 section 3.2.2.3]. */
final class Welcome {
  private Welcome() {}

  static ConnAck connAck(Attach attach, boolean sessionPresent) {
    Connect connect = attach.connect();
    ConnAckProperties properties =
        connect.version() < 5 ? ConnAckProperties.NONE : properties(attach, connect);
    return new ConnAck(sessionPresent, ReasonCode.SUCCESS, properties);
  }

  /**
   * Whether the client takes a packet as large as its CONNACK [MQTT-3.1.2-24]. Known before the
   * session is touched: a client that cannot be told that it is in must not change anything.
   */
  static boolean fits(Attach attach) {
    long maximum = attach.connect().options().maximumPacketSize();
    return maximum < 0
        || new PacketEncoder(attach.connect().version(), -1).size(connAck(attach, false))
            <= maximum;
  }

  private static ConnAckProperties properties(Attach attach, Connect connect) {
    Zone zone = attach.zone();
    // [MQTT-4.12.0-5, MQTT-4.12.0-6]
    Proof proof = attach.proof();
    long granted = attach.info().expirySeconds();
    boolean capped = granted != connect.options().sessionExpirySeconds();
    boolean imposed = attach.info().keepAliveSeconds() != connect.keepAliveSeconds();
    return new ConnAckProperties(
        capped ? granted : -1,
        zone.session().receiving().maxAwaitingRel(),
        zone.offer().maxQos(),
        zone.offer().retainAvailable(),
        zone.limits().maxPacketSize(),
        attach.assignedId() ? attach.id().value() : null,
        zone.session().receiving().maxTopicAlias(),
        Notice.NONE,
        zone.offer().wildcardAvailable(),
        zone.offer().sharedAvailable(),
        imposed ? attach.info().keepAliveSeconds() : -1,
        responseInformation(attach, connect),
        null,
        proof == null ? null : proof.method(),
        proof == null ? null : proof.finalData());
  }

  /** Only where asked for [MQTT-3.1.2-28] and a client can build a topic on it. */
  private static String responseInformation(Attach attach, Connect connect) {
    String template = attach.zone().manners().responseInformation();
    if (template.isEmpty() || !connect.options().requestResponseInformation()) {
      return null;
    }
    String filled = Names.filled(template, attach.info());
    // A client identifier may be as long as a topic alone.
    boolean fits = filled != null && filled.length() <= TopicName.MAX_BYTES / 3;
    return fits ? filled : null;
  }
}
