package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamo.writebehind.ItemKey;
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
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class CodecTest {
  private static final ClientId CLIENT = new ClientId("c");

  @RepeatedTest(50)
  void everyMessageSurvivesASegment(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    QueueTable table = new QueueTable("p_");
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(20); i++) {
      slots.add(new Slot(queued(random, i), null, witness(random.nextInt(3))));
    }
    ItemKey key = table.key(CLIENT, slots.get(0).position);
    List<Slot> read = table.read(table.item(CLIENT, key, slots));
    assertThat(read)
        .as("seed %d", seed.getCurrentRepetition())
        .usingRecursiveComparison()
        .isEqualTo(slots);
  }

  @RepeatedTest(50)
  void everySessionSurvivesItsRow(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    SessionTable table = new SessionTable("p_");
    StoredSession session = session(random);
    Map<String, AttributeValue> row = new HashMap<>(table.key(CLIENT).attributes());
    table
        .save(
            new Lease(CLIENT, session.epoch(), session.node()),
            session,
            new SessionTable.Epochs(session.epoch(), session.epoch(), null),
            1,
            new Marks(null, null))
        .values()
        .forEach((name, value) -> row.put(name.substring(1), value));
    row.keySet().removeAll(List.of("lo", "hi"));
    assertThat(table.read(row))
        .as("seed %d", seed.getCurrentRepetition())
        .usingRecursiveComparison()
        .isEqualTo(session);
  }

  @RepeatedTest(20)
  void everyRetainedMessageSurvivesItsRow(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    RetainTable table = new RetainTable("p_");
    Message message = message(random, 1);
    assertThat(table.read(table.item(message, List.of()).attributes()).message())
        .usingRecursiveComparison()
        .isEqualTo(message);
  }

  @Test
  void anotherVersionIsRefused() {
    RetainTable table = new RetainTable("p_");
    Map<String, AttributeValue> row =
        new HashMap<>(table.item(message(new Random(1), 1), List.of()).attributes());
    byte[] bytes = row.get("b").b().asByteArray();
    bytes[0] = 0;
    row.put("b", AttributeValue.fromB(SdkBytes.fromByteArray(bytes)));
    assertThatThrownBy(() -> table.read(row))
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.CORRUPT))
        .hasMessageContaining("format version 0");
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] whole = SessionCodec.write(session(new Random(3)).inflight());
    for (int length = 1; length < whole.length; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SessionCodec.readInflight(part, "row"))
          .isInstanceOf(StorageException.class);
    }
  }

  @Test
  void removalsAreReadBack() {
    QueueTable table = new QueueTable("p_");
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      slots.add(new Slot(queued(new Random(i), i), null, witness(i % 3)));
    }
    Map<String, AttributeValue> row =
        new HashMap<>(table.item(CLIENT, table.key(CLIENT, slots.get(0).position), slots));
    slots.get(3).removed = true;
    slots.get(11).removed = true;
    table.removal(slots).values().forEach((name, value) -> row.put(name.substring(1), value));
    assertThat(table.read(row)).extracting(slot -> slot.removed).containsExactly(
        false, false, false, true, false, false, false, false, false, false, false, true);
    assertThat(table.count(row)).isEqualTo(10);
  }

  /** Written before queues knew shared groups. */
  @Test
  void anOlderSegmentIsRead() {
    byte[] older =
        Base64.getDecoder()
            .decode(
                "AQLos4DL4ZyYAwEAGAAGYOYZYBnoq80AAAABAAADdC9hBnN3aXRjaAAGYOYZYBnoAAABogXfOEECb27p"
                    + "s4DL4ZyYAwEAGAAGYOYZYBnpq80AAAABAAEDdC9hBnN3aXRjaAAGYOYZYBnpAAABogXfOEEDb2Zm");
    Map<String, AttributeValue> row =
        Map.of(
            "c", AttributeValue.fromS("meter-7"),
            "s", AttributeValue.fromS("6b037f0d000660e6196019e8"),
            "b", AttributeValue.fromB(SdkBytes.fromByteArray(older)));
    assertThat(new QueueTable("p_").read(row))
        .extracting(slot -> new String(slot.message.message().payload(), StandardCharsets.UTF_8))
        .containsExactly("on", "off");
    assertThat(new QueueTable("p_").read(row))
        .allSatisfy(slot -> assertThat(slot.message.sharedGroup()).isNull());
  }

  @Test
  void longKeysAreHashedAndShortOnesAreNot() {
    assertThat(LongKeys.of("a/b")).isEqualTo("a/b");
    assertThat(LongKeys.of("x".repeat(1_000))).hasSize(1_000);
    assertThat(LongKeys.of("x".repeat(1_001))).hasSize(65).startsWith("\0");
    assertThat(LongKeys.of("ü".repeat(501))).startsWith("\0");
    assertThat(LongKeys.of("x".repeat(1_001))).isNotEqualTo(LongKeys.of("x".repeat(1_002)));
  }

  @Test
  void rangesSortLikePositions() {
    assertThat(QueueTable.range(new Position(1, 255))).isLessThan(
        QueueTable.range(new Position(1, 256)));
    assertThat(QueueTable.range(new Position(9, Long.MAX_VALUE))).isLessThan(
        QueueTable.range(new Position(10, 0)));
  }

  private static StoredMessage queued(Random random, int sequence) {
    return new StoredMessage(
        new Position(7, 1_700_000_000_000_000L + sequence),
        message(random, sequence),
        random.nextBoolean() ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE,
        random.nextBoolean(),
        random.ints(random.nextInt(4), 1, 268_435_456).toArray(),
        random.nextBoolean() ? null : "$share/g/ü/#");
  }

  private static Message message(Random random, int sequence) {
    byte[] payload = new byte[random.nextInt(3_000)];
    random.nextBytes(payload);
    return new Message(
        new MessageId(random.nextLong(), random.nextLong()),
        TopicName.of("t/ü/" + sequence),
        Qos.of(random.nextInt(3)),
        random.nextBoolean(),
        payload,
        random.nextBoolean() ? MessageProperties.NONE : properties(random),
        "sender " + random.nextInt(),
        random.nextLong(),
        random.nextBoolean() ? Message.NEVER : 1 + random.nextInt(Integer.MAX_VALUE));
  }

  private static MessageProperties properties(Random random) {
    return new MessageProperties(
        random.nextBoolean(),
        random.nextBoolean() ? "text/plain" : null,
        random.nextBoolean() ? "answer/here" : null,
        random.nextBoolean() ? new byte[] {0, 1, -1} : null,
        random.nextBoolean()
            ? List.of()
            : List.of(new UserProperty("n", "v"), new UserProperty("n", "")));
  }

  private static StoredSession session(Random random) {
    List<Outbound> outbound = new ArrayList<>();
    List<Integer> inbound = new ArrayList<>();
    for (int i = 0; i < random.nextInt(30); i++) {
      outbound.add(
          new Outbound(
              1 + random.nextInt(65_535),
              new Position(random.nextInt(5), random.nextLong() & Long.MAX_VALUE),
              random.nextBoolean()));
      inbound.add(1 + random.nextInt(65_535));
    }
    return new StoredSession(
        CLIENT, 1 + random.nextInt(1_000), "n@h", random.nextBoolean(), 3 + random.nextInt(3),
        random.nextBoolean() ? null : "user", random.nextInt(1_000_000), random.nextInt(1_000_000),
        random.nextInt(1_000_000), random.nextBoolean() ? 0xFFFF_FFFFL : random.nextInt(100_000),
        random.nextBoolean()
            ? null
            : new StoredWill(message(random, 1), random.nextInt(100), random.nextInt(100) - 1),
        new InflightSnapshot(new Position(3, random.nextInt(1_000)), outbound, inbound),
        random.nextBoolean() ? null : "zone");
  }

  private static Witness witness(int which) {
    return Witness.values()[which];
  }

  @Test
  void whatASessionHasTakenFromQueuesReadsBack() {
    ClientId group = new ClientId("$share/g/#");
    List<Place> taken =
        List.of(
            new Place(group, new Position(7, 1_795_391_245_000_000L)),
            new Place(group, new Position(7, 1_795_391_245_000_900L)),
            new Place(group, new Position(7, 5)),
            new Place(group, new Position(8, 6)),
            new Place(new ClientId("m"), new Position(8, 6)));
    MoveMarks.Gap gap = new MoveMarks.Gap(new Position(1, 2), new Position(1, Long.MAX_VALUE));
    MoveMarks marks = new MoveMarks(new Position(9, 3), taken, List.of(gap));

    assertThat(MoveMarks.read(marks.write(), "x")).isEqualTo(marks);
  }
}
