package io.dynamq.dynamo;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;

/** A message as it stands inside binary attributes. */
final class MessageCodec {
  private static final int RETAIN = 1;
  private static final int ELSEWHERE = 2;
  private static final int PROPERTIES = 4;
  private static final int EXPIRES = 8;

  private static final int UTF8 = 1;
  private static final int CONTENT_TYPE = 2;
  private static final int RESPONSE_TOPIC = 4;
  private static final int CORRELATION = 8;

  private MessageCodec() {}

  /**
   * A message whose payload may be in {@code mqb_msg}.
   *
   * @param payloadBytes length of a payload that is elsewhere, -1 if the message has its own
   */
  record Decoded(Message message, int payloadBytes) {

    boolean isElsewhere() {
      return payloadBytes >= 0;
    }

    Message withPayload(byte[] payload) {
      return new Message(
          message.id(), message.topic(), message.qos(), message.retain(), payload,
          message.properties(), message.sender(), message.arrivedMicros(),
          message.expiresAtMillis());
    }
  }

  /**
   * @param elsewhere leaves the payload out and notes its length
   */
  static void write(RecordWriter out, Message message, boolean elsewhere) {
    boolean properties = !message.properties().isEmpty();
    boolean expires = message.expiresAtMillis() != Message.NEVER;
    out.octet(
        message.qos().value() << 4
            | (message.retain() ? RETAIN : 0)
            | (elsewhere ? ELSEWHERE : 0)
            | (properties ? PROPERTIES : 0)
            | (expires ? EXPIRES : 0));
    out.fixed(message.id().micros()).fixed(message.id().rest());
    out.text(message.topic().value()).text(message.sender()).fixed(message.arrivedMicros());
    if (expires) {
      out.fixed(message.expiresAtMillis());
    }
    if (properties) {
      writeProperties(out, message.properties());
    }
    if (elsewhere) {
      out.number(message.payload().length);
    } else {
      out.bytes(message.payload());
    }
  }

  static Decoded read(RecordReader in) {
    int flags = in.octet();
    Qos qos = Qos.of(flags >> 4);
    if (qos == null) {
      throw in.corrupt("holds a message of unknown QoS");
    }
    MessageId id = new MessageId(in.fixed(), in.fixed());
    TopicName topic = topic(in);
    String sender = Senders.shared(in.text());
    long arrived = in.fixed();
    long expires = (flags & EXPIRES) != 0 ? in.fixed() : Message.NEVER;
    MessageProperties properties =
        (flags & PROPERTIES) != 0 ? readProperties(in) : MessageProperties.NONE;
    boolean elsewhere = (flags & ELSEWHERE) != 0;
    int length = elsewhere ? (int) in.number() : -1;
    byte[] payload = elsewhere ? new byte[0] : in.bytes();
    boolean retain = (flags & RETAIN) != 0;
    return new Decoded(
        new Message(id, topic, qos, retain, payload, properties, sender, arrived, expires), length);
  }

  private static TopicName topic(RecordReader in) {
    try {
      return TopicName.of(in.text());
    } catch (InvalidTopicException e) {
      throw in.corrupt("holds a message without a valid topic");
    }
  }

  private static void writeProperties(RecordWriter out, MessageProperties properties) {
    out.octet(
        (properties.payloadIsUtf8() ? UTF8 : 0)
            | (properties.contentType() != null ? CONTENT_TYPE : 0)
            | (properties.responseTopic() != null ? RESPONSE_TOPIC : 0)
            | (properties.correlationData() != null ? CORRELATION : 0));
    if (properties.contentType() != null) {
      out.text(properties.contentType());
    }
    if (properties.responseTopic() != null) {
      out.text(properties.responseTopic());
    }
    if (properties.correlationData() != null) {
      out.bytes(properties.correlationData());
    }
    out.number(properties.userProperties().size());
    for (UserProperty property : properties.userProperties()) {
      out.text(property.name()).text(property.value());
    }
  }

  private static MessageProperties readProperties(RecordReader in) {
    int flags = in.octet();
    String contentType = (flags & CONTENT_TYPE) != 0 ? in.text() : null;
    String responseTopic = (flags & RESPONSE_TOPIC) != 0 ? in.text() : null;
    byte[] correlation = (flags & CORRELATION) != 0 ? in.bytes() : null;
    int count = in.count();
    List<UserProperty> users = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      users.add(new UserProperty(in.text(), in.text()));
    }
    return new MessageProperties(
        (flags & UTF8) != 0, contentType, responseTopic, correlation, users);
  }
}
