package io.dynamq.dynamo.backend;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.Qos;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The attributes that {@code mqtt_msg} and {@code mqtt_retain} share; the tables differ in which of
 * them is the key. The only place where their names exist.
 */
final class MessageItem {
  static final String MSGID = "msgid";
  static final String TOPIC = "topic";
  static final String ARRIVED = "arrived";
  static final String TTL = "ttl";
  private static final String QOS = "qos";
  private static final String RETAIN = "retain";
  private static final String PAYLOAD = "payload";
  private static final String SENDER = "sender";
  private static final String PROPS = "props";

  /** Names, id and numbers of an item without {@code props}, rounded up. */
  private static final int FIXED_BYTES = 192;

  private MessageItem() {}

  /**
   * @param ttlSeconds {@link Long#MAX_VALUE} for none
   */
  static Map<String, AttributeValue> write(Message message, long ttlSeconds) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put(MSGID, AttributeValue.fromS(message.id().toText()));
    item.put(TOPIC, AttributeValue.fromS(message.topic().value()));
    item.put(QOS, Attributes.number(message.qos().value()));
    item.put(RETAIN, Attributes.number(message.retain() ? 1 : 0));
    item.put(PAYLOAD, Attributes.payload(message.payload()));
    item.put(SENDER, AttributeValue.fromS(message.sender()));
    // EMQX derives both from one clock reading: arrived is the second within msgid.
    item.put(ARRIVED, Attributes.number(Math.floorDiv(message.id().micros(), 1_000_000L)));
    if (ttlSeconds != Long.MAX_VALUE) {
      item.put(TTL, Attributes.number(ttlSeconds));
    }
    Map<String, AttributeValue> props = MessageProps.write(message);
    if (!props.isEmpty()) {
      item.put(PROPS, AttributeValue.fromM(props));
    }
    return item;
  }

  /** When DynamoDB may delete the item: the earlier of the rule's and the message's own end. */
  static long ttlSeconds(Message message, long expiredSeconds) {
    long byRule =
        expiredSeconds == 0
            ? Long.MAX_VALUE
            : Math.floorDiv(message.id().micros(), 1_000_000L) + expiredSeconds;
    long byMessage =
        message.expiresAtMillis() == Message.NEVER
            ? Long.MAX_VALUE
            : Math.floorDiv(message.expiresAtMillis() + 999, 1_000L);
    return Math.min(byRule, byMessage);
  }

  /** Size as DynamoDB counts it against 400 KB, overstated a little. */
  static int bytes(Message message) {
    return FIXED_BYTES
        + message.payload().length
        + Attributes.utf8Length(message.topic().value())
        + Attributes.utf8Length(message.sender())
        + MessageProps.bytes(message);
  }

  /** The message of an item, null if the item is none (a stranger's row). */
  static StoredMessage read(Map<String, AttributeValue> item) {
    String id = Attributes.text(item, MSGID);
    String topic = Attributes.text(item, TOPIC);
    Qos qos = Qos.of((int) Attributes.number(item, QOS, -1));
    if (id == null || topic == null || qos == null) {
      return null;
    }
    AttributeValue propsValue = item.get(PROPS);
    Map<String, AttributeValue> props =
        propsValue != null && propsValue.hasM() ? propsValue.m() : Map.of();
    MessageId decoded = MessageId.parse(id);
    if (decoded == null) {
      decoded = standIn(id, Attributes.number(item, ARRIVED, 0));
    }
    try {
      Message message =
          new Message(
              decoded,
              TopicName.of(topic),
              qos,
              Attributes.number(item, RETAIN, 0) == 1,
              Attributes.bytes(item.get(PAYLOAD)),
              MessageProps.read(props),
              Attributes.text(item.get(SENDER), Message.BROKER),
              decoded.micros(),
              MessageProps.expiresAtMillis(props));
      return new StoredMessage(id, message, Attributes.number(item, TTL, Long.MAX_VALUE));
    } catch (InvalidTopicException e) {
      return null;
    }
  }

  /** An id that sorts by arrival and is the same on every read. */
  private static MessageId standIn(String id, long arrivedSeconds) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * 0x100000001B3L;
    }
    return new MessageId(arrivedSeconds * 1_000_000, hash);
  }
}
