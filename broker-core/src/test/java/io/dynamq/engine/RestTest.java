package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredSession;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An absent session that is left alone is packed, and nobody can tell. */
class RestTest {
  private static final long REST_MILLIS = 21_000;

  private final MemoryStorage store = new MemoryStorage("n");
  private final TestBroker broker = new TestBroker(store, new FakeTime(), SessionLimits.DEFAULT);

  private Home home(String id) {
    return broker.broker.home(id);
  }

  private void rest() {
    broker.advanceMillis(REST_MILLIS / 2);
    broker.advanceMillis(REST_MILLIS / 2);
    broker.advanceMillis(REST_MILLIS / 2);
  }

  private Link absent(String id, String... filters) {
    Link link = broker.link().connect(id, false);
    for (String filter : filters) {
      link.subscribe(filter, 1);
    }
    link.drop();
    return link;
  }

  @Test
  void anAbsentSessionRestsAndGetsItsMessagesInOrder() {
    absent("s", "t");
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "first", false);
    assertThat(home("s").isAtRest()).isFalse();
    rest();
    assertThat(home("s").isAtRest()).isTrue();
    assertThat(home("s").isPersistent()).isTrue();
    publisher.publish("t", 1, 2, "second", false);
    assertThat(publisher.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBACK, 2));
    assertThat(home("s").isAtRest()).isFalse();
    rest();
    publisher.publish("t", 1, 3, "third", false);

    Link back = broker.linkOnOtherLoop().connect("s", false);
    assertThat(back.connAck().sessionPresent()).isTrue();
    assertThat(back.payloads()).containsExactly("first", "second", "third");
    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  @Test
  void whatWasUnacknowledgedIsSentAgainFirst() {
    Link away = broker.link().connect("s", false);
    away.subscribe("t", 2);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 2, 1, "sent", false);
    publisher.ack(Ack.Type.PUBREL, 1);
    away.publish("own", 2, 9, "not released", false);
    away.drop();
    rest();
    assertThat(home("s").isAtRest()).isTrue();
    publisher.publish("t", 1, 2, "queued", false);

    Link back = broker.link().connect("s", false);
    assertThat(back.payloads()).containsExactly("sent", "queued");
    assertThat(back.deliveries().get(0).dup()).isTrue();
    long published = broker.count(Metric.MESSAGES_QOS2_RECEIVED);
    back.ack(Ack.Type.PUBREL, 9);
    assertThat(back.last(Ack.class).code().isError()).isFalse();
    assertThat(broker.count(Metric.MESSAGES_QOS2_RECEIVED)).isEqualTo(published);
  }

  @Test
  void aSessionAtRestExpiresAndIsForgotten() {
    Link link = broker.link().connect5("s", true, 100);
    link.subscribe("t", 1);
    link.drop();
    rest();
    assertThat(home("s").isAtRest()).isTrue();
    broker.advanceMillis(60_000);
    assertThat(home("s")).isNotNull();
    broker.advanceMillis(10_000);
    broker.advanceMillis(10_000);

    assertThat(home("s")).isNull();
    assertThat(broker.broker.deadlines()).isZero();
    assertThat(broker.count(Metric.SESSION_TERMINATED)).isEqualTo(1);
    assertThat(store.sessions().find(new ClientId("s")).join()).isNull();
  }

  @Test
  void aWillKeepsItsSessionAwakeUntilItIsPublished() {
    Will will =
        new Will(
            TopicName.of("w"), Qos.AT_LEAST_ONCE, false, "gone".getBytes(StandardCharsets.UTF_8),
            MessageProperties.NONE, 40, -1);
    Link watcher = broker.link().connect("watcher", true);
    watcher.subscribe("w", 1);
    broker.link().connect(5, "s", true, 1_000, will).drop();
    rest();
    assertThat(home("s").isAtRest()).isFalse();
    assertThat(watcher.payloads()).isEmpty();
    broker.advanceMillis(15_000);
    assertThat(watcher.payloads()).containsExactly("gone");
    rest();
    assertThat(home("s").isAtRest()).isTrue();
  }

  @Test
  void anotherOwnersClaimIsSeenWhileItRests() {
    absent("s", "t");
    rest();
    Lease lease = home("s").lease();
    assertThat(home("s").isAtRest()).isTrue();
    assertThat(lease.node()).isEqualTo("n");
    store.sessions().claim(lease.client()).join();
    Link publisher = broker.link().connect("p", true);
    publisher.publish("t", 1, 1, "x", false);

    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  @Test
  void packingLosesNothingOfASession() {
    InflightSnapshot inflight =
        new InflightSnapshot(
            new Position(1_764_000_000L, 1_764_000_000_123_456L),
            List.of(
                new Outbound(65_535, new Position(7, 1L << 50), true),
                new Outbound(1, null, false)),
            List.of(3, 65_535),
            true);
    StoredSession state =
        new StoredSession(
            new ClientId("s"), 1_764_000_001L, "other@host", false, 5, "jörg",
            1_764_000_000_000L, 1_764_000_000_007L, 1_764_000_000_003L, 0xFFFFFFFFL, null,
            inflight, "internal");
    for (StoredSession one : List.of(state, plain(state, null), plain(state, "external"))) {
      PackedWriter out = new PackedWriter();
      PackedSession packed = new PackedSession(new Lease(one.client(), 9, "n"));
      packed.write(one, out);
      assertThat(packed.read(new PackedReader(out.bytes()))).isEqualTo(one);
    }
  }

  private static StoredSession plain(StoredSession of, String zone) {
    return new StoredSession(
        of.client(), 1, "n", false, 4, null, 5, 6, 7, 7_200, null, InflightSnapshot.EMPTY, zone);
  }
}
