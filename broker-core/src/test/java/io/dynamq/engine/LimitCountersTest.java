package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Will;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import org.junit.jupiter.api.Test;

/** Each limit that a client runs into has a counter of its own. */
class LimitCountersTest {
  private static final SessionLimits LIMITS = SessionLimits.DEFAULT;

  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("test@127.0.0.1"),
          new FakeTime(),
          Zone.defaults("external")
              .withSession(
                  new SessionLimits(
                      new SessionLimits.Receiving(2, 10, 0), LIMITS.sending(), LIMITS.queue()))
              .withLimits(new Zone.Limits(1 << 20, 10, 3, 2, 10_000)),
          BrokerSettings.Modules.NONE);

  @Test
  void countsClientIdsThatAreTooLong() {
    broker.link().connect("0123456789", true);
    assertThat(broker.count(Metric.LIMITS_CLIENTID_LEN)).isZero();
    Link link = broker.link().connect("0123456789x", true);
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(broker.count(Metric.LIMITS_CLIENTID_LEN)).isEqualTo(1);
  }

  @Test
  void countsTopicsFiltersAndWillsWithTooManyLevels() {
    Link link = broker.link().connect5("c", true, 0);
    link.publish("a/b/c", 0, 0, "x", false);
    link.subscribe("a/b/#", 0);
    assertThat(broker.count(Metric.LIMITS_TOPIC_LEVELS)).isZero();
    link.publish("a/b/c/d", 0, 0, "x", false);
    link.subscribe("a/b/c/#", 0);
    assertThat(link.last(SubAck.class).codes()).containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
    Link willing = broker.link().connect(5, "w", true, 0, will("a/b/c/d"));
    assertThat(willing.connAck().code()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
    assertThat(broker.count(Metric.LIMITS_TOPIC_LEVELS)).isEqualTo(3);
  }

  private static Will will(String topic) {
    return new Will(
        TopicName.of(topic), Qos.AT_MOST_ONCE, false, new byte[0], MessageProperties.NONE, 0, -1);
  }

  @Test
  void countsFiltersBeyondTheMostSubscriptions() {
    Link link = broker.link().connect5("c", true, 0);
    link.subscribe("a", 0);
    link.subscribe("b", 0);
    link.subscribe("b", 1);
    assertThat(broker.count(Metric.LIMITS_SUBSCRIPTIONS)).isZero();
    link.subscribe("c", 0);
    assertThat(link.last(SubAck.class).codes()).containsExactly(ReasonCode.QUOTA_EXCEEDED);
    assertThat(broker.count(Metric.LIMITS_SUBSCRIPTIONS)).isEqualTo(1);
  }

  @Test
  void countsWhoSendsMoreAtOnceThanTheReceiveMaximum() {
    Link link = broker.link().connect5("c", true, 0);
    link.publish("a", 2, 1, "x", false);
    link.publish("a", 2, 2, "x", false);
    assertThat(broker.count(Metric.LIMITS_RECEIVE_MAXIMUM)).isZero();
    link.publish("a", 2, 3, "x", false);
    assertThat(link.last(Disconnect.class).code())
        .isEqualTo(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
    assertThat(broker.count(Metric.LIMITS_RECEIVE_MAXIMUM)).isEqualTo(1);
  }
}
