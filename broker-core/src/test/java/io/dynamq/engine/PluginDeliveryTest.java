package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.hook.BrokerPort;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What plug-ins ask of the broker: subscriptions, drained sessions, stored messages. */
class PluginDeliveryTest {
  private static final ClientId READER = new ClientId("reader");

  private final TestBroker broker =
      new TestBroker(new MemoryStorage("n"), new FakeTime(), SessionLimits.DEFAULT);
  private final BrokerPort port = broker.broker.port();

  private static Message message(int number, String topic) {
    return new Message(
        MessageId.of(1_600_000_000_000_000L + number, 1, 1, 0),
        TopicName.of(topic),
        Qos.AT_LEAST_ONCE,
        false,
        ("m" + number).getBytes(),
        MessageProperties.NONE,
        "sender",
        1_600_000_000_000_000L + number,
        Message.NEVER);
  }

  private <T> T settled(CompletableFuture<T> future) {
    broker.settle();
    assertThat(future).isCompleted();
    return future.join();
  }

  @Test
  void subscribesOnBehalfOfAConnectedClient() {
    Link reader = broker.link().connect("reader", true);
    Subscription wanted = Subscription.of(TopicFilter.of("t"), Qos.AT_LEAST_ONCE);

    assertThat(settled(port.subscribe(READER, List.of(wanted)))).isTrue();
    assertThat(settled(port.subscribe(new ClientId("nobody"), List.of(wanted)))).isFalse();
    broker.link().connect("p", true).publish("t", 1, 1, "x", false);

    assertThat(reader.payloads()).containsExactly("x");
  }

  @Test
  void sendsStoredMessagesInOrderAndNoneThatTheClientKnows() {
    Link reader = broker.link().connect("reader", true);
    reader.subscribe("t", 1);
    TopicFilter filter = TopicFilter.of("t");
    assertThat(settled(port.whenDrained(READER))).isTrue();

    settled(port.deliver(READER, filter, List.of(message(1, "t"), message(2, "t")), false));
    reader.ack(Ack.Type.PUBACK, reader.deliveries().get(0).packetId());
    settled(
        port.deliver(
            READER, filter, List.of(message(1, "t"), message(2, "t"), message(3, "t")), false));

    assertThat(reader.payloads()).containsExactly("m1", "m2", "m3");
    assertThat(reader.deliveries()).noneMatch(Delivery::retain);
  }

  @Test
  void answersNoOnceTheSubscriptionOrTheClientIsGone() {
    Link reader = broker.link().connect("reader", true);
    TopicFilter filter = TopicFilter.of("t");
    assertThat(settled(port.deliver(READER, filter, List.of(message(1, "t")), false))).isFalse();

    reader.subscribe("t", 1);
    reader.writable = false;
    broker.link().connect("p", true).publish("t", 1, 1, "x", false);
    CompletableFuture<Boolean> drained = port.whenDrained(READER);
    broker.settle();
    assertThat(drained).isNotDone();
    reader.drop();

    assertThat(settled(drained)).isFalse();
    assertThat(port.isConnected(READER)).isFalse();
  }

  @Test
  void leavesARetainedMessageOutThatTheBrokerItselfReplays() {
    broker.link().connect("p", true).publish("kept", 1, 1, "own", true);
    Link reader = broker.link().connect("reader", true);
    reader.subscribe("#", 0);
    Message own = reader.deliveries().get(0).message();

    settled(port.deliver(READER, TopicFilter.of("#"), List.of(own, message(7, "other")), true));

    assertThat(reader.payloads()).containsExactly("own", "m7");
    assertThat(reader.deliveries()).allMatch(Delivery::retain);
  }
}
