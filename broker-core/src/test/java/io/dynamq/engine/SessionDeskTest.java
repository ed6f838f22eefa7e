package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.control.Control;
import io.dynamq.control.SessionCopy;
import io.dynamq.message.Subscription;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Sessions that are taken out, brought in elsewhere, and whose deliveries are taken back. */
class SessionDeskTest {
  private final FakeTime time = new FakeTime();
  private final TestBroker broker = broker("a@127.0.0.1");

  private TestBroker broker(String node) {
    return new TestBroker(new MemoryStorage(node), time, SessionLimits.DEFAULT);
  }

  private static Control control(TestBroker of) {
    return of.broker.control(List::of);
  }

  private static <T> T answer(TestBroker of, CompletableFuture<T> asked) {
    of.settle();
    return asked.join();
  }

  private void publish(int from, int count, int qos) {
    Link publisher = broker.linkOnOtherLoop().connect("p", true);
    for (int i = from; i < from + count; i++) {
      time.advanceMillis(1);
      publisher.publish("t/" + i, qos, i, "m" + i, false);
    }
    publisher.drop();
  }

  /** Has had m1, acknowledged it, has m2 in flight; m3 waits. */
  private void absentClient() {
    Link client = broker.link().connect5("c", false, 3_600);
    client.subscribe("t/#", 1 | 8);
    publish(1, 2, 1);
    List<Delivery> got = client.deliveries();
    client.ack(Ack.Type.PUBACK, got.get(0).packetId());
    client.drop();
    publish(3, 1, 1);
  }

  @Test
  void aSessionGoesToAnotherBroker() {
    absentClient();
    SessionCopy copy = answer(broker, control(broker).exportSession("c"));
    assertThat(copy.messages())
        .extracting(one -> new String(one.message().payload()))
        .containsExactly("m2", "m3");
    assertThat(copy.subscriptions())
        .extracting(Subscription::packedOptions)
        .containsExactly(1 | 8);

    TestBroker other = broker("b@127.0.0.1");
    answer(other, control(other).importSession("c", copy));
    other.linkOnOtherLoop().connect("p", true).publish("t/4", 1, 1, "m4", false);
    Link client = other.link().connect5("c", false, 3_600);

    assertThat(client.connAck().sessionPresent()).isTrue();
    assertThat(client.payloads()).containsExactly("m2", "m3", "m4");
    assertThat(client.deliveries()).noneMatch(Delivery::dup);
  }

  @Test
  void aCopyIsASessionOfItsOwn() {
    absentClient();
    SessionCopy copy = answer(broker, control(broker).exportSession("c"));
    answer(broker, control(broker).importSession("twin", copy));
    publish(4, 1, 1);

    assertThat(broker.link().connect5("twin", false, 3_600).payloads())
        .containsExactly("m2", "m3", "m4");
    assertThat(broker.link().connect5("c", false, 3_600).payloads())
        .containsExactly("m2", "m3", "m4");
  }

  @Test
  void nothingIsOverwritten() {
    absentClient();
    SessionCopy copy = answer(broker, control(broker).exportSession("c"));
    CompletableFuture<Void> again = control(broker).importSession("c", copy);
    broker.settle();
    assertThatThrownBy(again::join)
        .hasMessageContaining("there is a session of this client, or it is connected");
  }

  @Test
  void aConnectedClientIsLeftAlone() {
    broker.link().connect5("c", false, 3_600);
    for (CompletableFuture<?> asked :
        List.of(control(broker).exportSession("c"), control(broker).rewindInflight("c"))) {
      broker.settle();
      assertThatThrownBy(asked::join).hasMessageContaining("the client is connected");
    }
    CompletableFuture<SessionCopy> unknown = control(broker).exportSession("nobody");
    assertThatThrownBy(unknown::join).hasMessageContaining("there is no session of this client");
  }

  @Test
  void deliveriesThatAreTakenBackComeAsNew() {
    absentClient();
    assertThat(answer(broker, control(broker).rewindInflight("c"))).isEqualTo(1);
    assertThat(answer(broker, control(broker).rewindInflight("c"))).isZero();

    Link client = broker.link().connect5("c", false, 3_600);
    assertThat(client.payloads()).containsExactly("m2", "m3");
    assertThat(client.deliveries()).noneMatch(Delivery::dup);
  }

  @Test
  void whatWasReleasedGoesOn() {
    Link client = broker.link().connect5("c", false, 3_600);
    client.subscribe("t/#", 2);
    publish(1, 2, 2);
    int first = client.deliveries().get(0).packetId();
    client.ack(Ack.Type.PUBREC, first);
    client.drop();
    assertThat(answer(broker, control(broker).rewindInflight("c"))).isEqualTo(1);

    Link again = broker.link().connect5("c", false, 3_600);
    assertThat(again.got).contains(Ack.of(Ack.Type.PUBREL, first));
    assertThat(again.payloads()).containsExactly("m2");
    assertThat(again.deliveries()).noneMatch(Delivery::dup);
  }
}
