package io.dynamq.testkit;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Values to store. The clock is fixed far in the future, so that no store takes them as expired. */
public final class StoredSamples {
  /** Milliseconds since the epoch; in the year 2096. */
  public static final long NOW_MILLIS = 4_000_000_000_000L;

  private StoredSamples() {}

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Every byte value, so that text handling of binary data shows. */
  public static byte[] binary(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8));
    }
    return bytes;
  }

  public static Message message(int number, String topic, byte[] payload) {
    long micros = NOW_MILLIS * 1_000 + number;
    return new Message(
        MessageId.of(micros, 0xABCD, 0x8000_0001, number),
        TopicName.of(topic),
        Qos.AT_LEAST_ONCE,
        false,
        payload,
        MessageProperties.NONE,
        "sender",
        micros,
        Message.NEVER);
  }

  /** A message with something in every field. */
  public static Message fullMessage(String topic) {
    MessageProperties properties =
        new MessageProperties(
            true,
            "text/plain; charset=UTF-8",
            "reply/to/ü",
            binary(300),
            List.of(
                new UserProperty("b", "1"),
                new UserProperty("a", ""),
                new UserProperty("", "x"),
                new UserProperty("b", "1"),
                new UserProperty("schlüssel", "\uD83D\uDE80")));
    return new Message(
        new MessageId(NOW_MILLIS * 1_000, 0xFEDC_BA98_7654_3210L),
        TopicName.of(topic),
        Qos.EXACTLY_ONCE,
        true,
        binary(1_000),
        properties,
        "sender-日本",
        NOW_MILLIS * 1_000,
        NOW_MILLIS + 3_600_123);
  }

  public static StoredMessage queued(Lease lease, long sequence, Message message) {
    return new StoredMessage(
        new Position(lease.epoch(), sequence), message, Qos.AT_LEAST_ONCE, false, new int[0], null);
  }

  public static StoredMessage queued(Lease lease, long sequence, String payload) {
    return queued(lease, sequence, message((int) sequence, "t/" + sequence, bytes(payload)));
  }

  /** A session with nothing optional. */
  public static StoredSession session(Lease lease) {
    return new StoredSession(
        lease.client(),
        lease.epoch(),
        lease.node(),
        false,
        4,
        null,
        NOW_MILLIS,
        0,
        0,
        0xFFFF_FFFFL,
        null,
        InflightSnapshot.EMPTY,
        null);
  }

  /** A session with something in every field. */
  public static StoredSession fullSession(Lease lease) {
    InflightSnapshot inflight =
        new InflightSnapshot(
            new Position(lease.epoch(), NOW_MILLIS * 1_000),
            List.of(
                new Outbound(65_535, new Position(lease.epoch(), 9), true),
                new Outbound(1, new Position(lease.epoch(), 7), false)),
            List.of(3, 1, 65_535));
    return new StoredSession(
        lease.client(),
        lease.epoch(),
        lease.node(),
        true,
        5,
        "Jürgen",
        NOW_MILLIS - 5_000,
        NOW_MILLIS - 4_000,
        NOW_MILLIS - 4_500,
        7_200,
        new StoredWill(fullMessage("will/topic"), 30, 86_400),
        inflight,
        "zone-ü");
  }

  /** The same session with so many unfinished deliveries. */
  public static StoredSession withInflight(StoredSession session, int count) {
    List<Outbound> outbound = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      outbound.add(new Outbound(i, new Position(session.epoch(), 1_000L + i), i % 3 == 0));
    }
    return new StoredSession(
        session.client(),
        session.epoch(),
        session.node(),
        session.connected(),
        session.protocolVersion(),
        session.username(),
        session.createdAtMillis(),
        session.connectedAtMillis(),
        session.disconnectedAtMillis(),
        session.expirySeconds(),
        session.will(),
        new InflightSnapshot(new Position(session.epoch(), 9_999), outbound, List.of(7)),
        session.zone());
  }

  public static ClientId client(String id) {
    return new ClientId(id);
  }
}
