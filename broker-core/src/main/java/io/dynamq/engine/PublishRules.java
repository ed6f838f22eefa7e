package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Utf8Bytes;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.topic.TopicName;

/** Whether a client's PUBLISH is taken, and the message it becomes. */
final class PublishRules {
  private static final String SYSTEM = "$SYS/";

  private PublishRules() {}

  /** Why the publish is refused, or null. */
  static ReasonCode refusal(Core core, Live live, Publish publish, TopicName topic) {
    Zone zone = live.zone();
    if (publish.qos().value() > zone.offer().maxQos().value()) {
      return ReasonCode.QOS_NOT_SUPPORTED;
    }
    if (publish.retain() && !zone.offer().retainAvailable()) {
      return ReasonCode.RETAIN_NOT_SUPPORTED;
    }
    if (isTooDeep(core, zone, topic)) {
      return ReasonCode.TOPIC_NAME_INVALID;
    }
    boolean allowed =
        !isTheBrokers(topic.value())
            && live.permissions().mayPublish(topic.value(), publish.qos(), publish.retain());
    if (!allowed) {
      core.meters.count(Metric.CLIENT_ACL_DENY);
      return ReasonCode.NOT_AUTHORIZED;
    }
    return isFalselyText(zone, publish.properties(), publish.payload())
        ? ReasonCode.PAYLOAD_FORMAT_INVALID
        : null;
  }

  /** Whether a topic has more levels than its zone allows, which is counted. */
  static boolean isTooDeep(Core core, Zone zone, TopicName topic) {
    int most = zone.limits().maxTopicLevels();
    if (most == 0 || topic.levels() <= most) {
      return false;
    }
    core.meters.count(Metric.LIMITS_TOPIC_LEVELS);
    return true;
  }

  /** What refused a publish for want of permission; null where the code says all. */
  static String rule(Core core, ClientInfo client, ReasonCode code, TopicName topic) {
    if (code != ReasonCode.NOT_AUTHORIZED) {
      return null;
    }
    return isTheBrokers(topic.value())
        ? "only the broker publishes to " + SYSTEM
        : core.authorizer.ruleAgainst(client, topic.value());
  }

  /** Whether a payload is said to be UTF-8, is not, and the zone minds [MQTT 5 section 3.3.2.3.2]. */
  static boolean isFalselyText(Zone zone, MessageProperties properties, byte[] payload) {
    return zone.manners().checksPayload()
        && properties.payloadIsUtf8()
        && !Utf8Bytes.isWellFormed(payload);
  }

  /** $SYS speaks for the broker; a client that could write there could lie in its name. */
  static boolean isTheBrokers(String topic) {
    return topic.startsWith(SYSTEM);
  }

  static Message message(Publish publish, TopicName topic, String sender, MessageId id) {
    long expires =
        publish.expirySeconds() < 0
            ? Message.NEVER
            : id.micros() / 1_000 + publish.expirySeconds() * 1_000;
    return new Message(
        id,
        topic,
        publish.qos(),
        publish.retain(),
        publish.payload(),
        publish.properties(),
        sender,
        id.micros(),
        expires);
  }
}
