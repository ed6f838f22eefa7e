package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** EMQX's zone settings that change what the protocol does for a client. */
class ZoneMannersTest {
  private static final Zone DEFAULTS = Zone.defaults("external");
  private static final SessionLimits LIMITS = SessionLimits.DEFAULT;

  private final FakeTime time = new FakeTime();

  @Test
  void sparesAnMqtt3ClientItsOwnMessagesWhereLoopsAreIgnored() {
    TestBroker broker = broker(DEFAULTS.withManners(new Zone.Manners(true, false, "", Zone.Redirect.OFF)));
    Link old = broker.link().connect("old", true);
    old.subscribe("t", 1);
    Link modern = broker.link().connect5("modern", true, 0);
    modern.subscribe("t", 1);

    old.publish("t", 1, 1, "of old", false);
    modern.publish("t", 1, 1, "of modern", false);

    assertThat(old.payloads()).containsExactly("of modern");
    assertThat(modern.payloads()).containsExactly("of old", "of modern");
    assertThat(broker.count(Metric.DELIVERY_DROPPED_NO_LOCAL)).isEqualTo(1);
  }

  @Test
  void aSharedSubscriptionKeepsItsOnlyMemberWhereLoopsAreIgnored() {
    TestBroker broker = broker(DEFAULTS.withManners(new Zone.Manners(true, false, "", Zone.Redirect.OFF)));
    Link only = broker.link().connect("only", true);
    only.subscribe("$share/g/t", 1);

    only.publish("t", 1, 1, "x", false);

    assertThat(only.payloads()).containsExactly("x");
  }

  @Test
  void dropsQos0ForABusyClientWhereItMayNotWait() {
    TestBroker broker = broker(DEFAULTS.withSession(queueing(false)));
    Link busy = broker.link().connect("busy", true);
    busy.subscribe("t", 1);
    busy.writable = false;
    Link publisher = broker.link().connect("p", true);

    publisher.publish("t", 0, 0, "lost", false);
    publisher.publish("t", 1, 1, "kept", false);
    busy.becomeWritable();
    publisher.publish("t", 0, 0, "passed", false);

    assertThat(busy.payloads()).containsExactly("kept", "passed");
    assertThat(broker.count(Metric.DELIVERY_DROPPED_QOS0_MSG)).isEqualTo(1);
  }

  @Test
  void retainedQos0WaitsForABusyClientAllTheSame() {
    TestBroker broker = broker(DEFAULTS.withSession(queueing(false)));
    broker.link().connect("p", true).publish("t", 0, 0, "retained", true);
    Link busy = broker.link().connect("busy", true);
    busy.writable = false;

    busy.subscribe("t", 0);
    busy.becomeWritable();

    assertThat(busy.payloads()).containsExactly("retained");
  }

  @Test
  void remembersAQos2IdentifierForEverByDefault() {
    TestBroker broker = broker(DEFAULTS);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("t", 2, 7, "x", false);

    broker.advanceMillis(3_600_000);
    publisher.publish("t", 2, 7, "x", false);

    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(1);
  }

  @Test
  void forgetsAQos2IdentifierThatIsNotReleasedInTheTimeOfItsZone() {
    TestBroker broker = broker(DEFAULTS.withSession(releasing(300_000)));
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("t", 2, 7, "x", false);
    broker.advanceMillis(299_999);
    publisher.publish("t", 2, 8, "y", false);
    publisher.publish("t", 2, 7, "x", false);
    assertThat(broker.count(Metric.MESSAGES_DROPPED_AWAIT_PUBREL_TIMEOUT)).isZero();

    broker.advanceMillis(1);
    publisher.ack(Ack.Type.PUBREL, 7);
    publisher.ack(Ack.Type.PUBREL, 8);

    assertThat(publisher.got.stream().skip(4))
        .containsExactly(
            Ack.of(Ack.Type.PUBCOMP, 7, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND),
            Ack.of(Ack.Type.PUBCOMP, 8));
    assertThat(broker.count(Metric.MESSAGES_DROPPED_AWAIT_PUBREL_TIMEOUT)).isEqualTo(1);
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(2);
  }

  @Test
  void theTimeToReleaseBeginsAnewWithAConnection() {
    TestBroker broker = broker(DEFAULTS.withSession(releasing(300_000)));
    Link publisher = broker.link().connect5("p", false, 10_000);
    publisher.publish("t", 2, 7, "x", false);
    publisher.drop();
    broker.advanceMillis(400_000);

    Link again = broker.link().connect5("p", false, 10_000);
    again.publish("t", 2, 7, "x", false);
    broker.advanceMillis(200_000);
    again.ack(Ack.Type.PUBREL, 7);

    assertThat(again.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBCOMP, 7));
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(1);
  }

  @Test
  void tellsAnMqtt5ClientThatAnIdentifierIsInUse() {
    TestBroker broker = broker(DEFAULTS);
    Link client = broker.link().connect5("c", true, 0);
    client.publish("t", 2, 1, "x", false);

    client.publish("t", 1, 1, "y", false);
    assertThat(client.last(Ack.class).type()).isEqualTo(Ack.Type.PUBACK);
    assertThat(client.last(Ack.class).code()).isEqualTo(ReasonCode.PACKET_IDENTIFIER_IN_USE);
    client.subscribe("t", 0);
    assertThat(client.last(SubAck.class).codes())
        .containsExactly(ReasonCode.PACKET_IDENTIFIER_IN_USE);
    client.say(new Unsubscribe(1, List.of("t"), List.of()));
    assertThat(client.last(UnsubAck.class).codes())
        .containsExactly(ReasonCode.PACKET_IDENTIFIER_IN_USE);

    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isEqualTo(1);
    assertThat(broker.count(Metric.PACKETS_PUBLISH_INUSE)).isEqualTo(1);
    client.ack(Ack.Type.PUBREL, 1);
    client.publish("t", 1, 1, "y", false);
    assertThat(client.last(Ack.class).code()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
  }

  @Test
  void anAnswerThatTheClientCannotTakeSendsItAway() {
    TestBroker broker = broker(DEFAULTS);
    Link tiny = broker.link().connect5("tiny", Link.options(40, 0));
    List<Subscribe.Entry> many = Collections.nCopies(50, new Subscribe.Entry("a/b", 0));
    tiny.say(new Subscribe(1, 0, many, List.of()));
    assertThat(tiny.last(SubAck.class)).isNull();
    assertThat(tiny.last(Disconnect.class).code()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
    assertThat(tiny.closed).isTrue();
  }

  @Test
  void countsAcknowledgementsThatNothingWaitsFor() {
    TestBroker broker = broker(DEFAULTS);
    Link client = broker.link().connect5("c", true, 0);
    client.subscribe("t", 2);
    client.ack(Ack.Type.PUBACK, 9);
    client.ack(Ack.Type.PUBREC, 9);
    client.ack(Ack.Type.PUBREL, 9);
    client.ack(Ack.Type.PUBCOMP, 9);
    broker.link().connect("p", true).publish("t", 2, 1, "x", false);
    int id = client.deliveries().get(0).packetId();
    client.ack(Ack.Type.PUBREC, id);
    client.ack(Ack.Type.PUBREC, id);
    client.ack(Ack.Type.PUBCOMP, id);

    assertThat(broker.count(Metric.PACKETS_PUBACK_MISSED)).isEqualTo(1);
    assertThat(broker.count(Metric.PACKETS_PUBREC_MISSED)).isEqualTo(1);
    assertThat(broker.count(Metric.PACKETS_PUBREL_MISSED)).isEqualTo(1);
    assertThat(broker.count(Metric.PACKETS_PUBCOMP_MISSED)).isEqualTo(1);
    assertThat(broker.count(Metric.PACKETS_PUBREC_INUSE)).isEqualTo(1);
  }

  private TestBroker broker(Zone zone) {
    return new TestBroker(new MemoryStorage("n"), time, zone, BrokerSettings.Modules.NONE);
  }

  private static SessionLimits queueing(boolean qos0) {
    SessionLimits.Queue queue = LIMITS.queue();
    return new SessionLimits(
        LIMITS.receiving(),
        LIMITS.sending(),
        new SessionLimits.Queue(
            queue.maxMessages(),
            queue.maxBytes(),
            queue.maxMemoryMessages(),
            queue.maxMemoryBytes(),
            qos0));
  }

  private static SessionLimits releasing(long millis) {
    return new SessionLimits(
        new SessionLimits.Receiving(100, 10, millis), LIMITS.sending(), LIMITS.queue());
  }
}
