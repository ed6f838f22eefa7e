package io.dynamq.server.flow;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;

/** Messages and clients for tests of this room, and a clock that moves when told. */
public final class Flow implements Time {
  private long millis = 1_576_477_766_000L;

  @Override
  public long epochMicros() {
    return millis * 1_000;
  }

  @Override
  public long nanos() {
    return millis * 1_000_000;
  }

  /** Time passes. */
  public void pass(long more) {
    millis += more;
  }

  /** One that arrived so long ago. */
  public Message message(String topic, Qos qos, boolean retain, long millisAgo) {
    return new Message(
        new MessageId(0, 0),
        TopicName.of(topic),
        qos,
        retain,
        new byte[0],
        MessageProperties.NONE,
        "p",
        (millis - millisAgo) * 1_000,
        Message.NEVER);
  }

  /** One that connected so long ago. */
  public ClientInfo client(String id, long millisAgo) {
    return new ClientInfo(
        new ClientId(id), null, "127.0.0.1", 1, 2, 5, true, 60, 0, millis - millisAgo);
  }
}
