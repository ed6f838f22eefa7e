package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Ack;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that was with another node meanwhile, of which its old node has not heard. */
class ReturnedSessionTest {
  private final FakeTime time = new FakeTime();
  private final MemoryStorage tables = new MemoryStorage("old");
  private final FaultyStorage deaf = deaf();
  private final TestBroker old = new TestBroker(deaf, time, SessionLimits.DEFAULT);
  private final TestBroker next =
      new TestBroker(tables.forNode("next"), time, SessionLimits.DEFAULT);

  private FaultyStorage deaf() {
    FaultyStorage store = new FaultyStorage(tables);
    store.deaf = true;
    return store;
  }

  @Test
  void isNotHeldToThePublishesOfBefore() {
    Link receiver = old.link().connect5("r", true, 600);
    receiver.subscribe("t", 2);
    deaf.appendsWait = true;
    Link client = old.link().connect5("c", true, 600);
    client.publish("t", 2, 7, "under way", false);
    client.drop();
    Link there = next.link().connect5("c", false, 600);
    there.publish("t", 2, 7, "repeated", false);
    there.ack(Ack.Type.PUBREL, 7);
    there.drop();
    deaf.appendsWait = false;
    Link back = old.link().connect5("c", false, 600);
    back.publish("u", 1, 7, "new", false);
    assertThat(back.last(Ack.class).code()).isNotEqualTo(ReasonCode.PACKET_IDENTIFIER_IN_USE);
    back.publish("u", 2, 7, "another", false);
    assertThat(back.last(Ack.class).type()).isEqualTo(Ack.Type.PUBREC);
  }

  @Test
  void hasTheSubscriptionsThatItHadLast() {
    Link client = old.link().connect5("c", true, 600);
    client.subscribe("ended", 1);
    client.subscribe("kept", 1);
    client.drop();
    Link there = next.link().connect5("c", false, 600);
    there.say(new Unsubscribe(9, List.of("ended"), List.of()));
    there.drop();
    Link back = old.link().connect5("c", false, 600);
    assertThat(back.connAck().sessionPresent()).isTrue();
    Link publisher = old.link().connect("p", true);
    publisher.publish("ended", 1, 1, "unwanted", false);
    publisher.publish("kept", 1, 2, "wanted", false);
    assertThat(back.payloads()).containsExactly("wanted");
  }

  @Test
  void isRefusedIfItIsLostWhileItIsRead() {
    old.link().connect5("c", true, 600).drop();
    deaf.measuresWait = true;
    Link waiting = old.link().connect5("c", false, 600);
    old.broker.home("c").post(Mail.of(home -> home.ownership().lostThrough(Long.MAX_VALUE)));
    old.settle();
    deaf.measuresWait = false;
    deaf.answer();
    old.settle();
    assertThat(waiting.connAck().code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(old.count(io.dynamq.observe.Metric.BUGS)).isZero();
    assertThat(old.link().connect5("c", false, 600).connAck().sessionPresent()).isTrue();
  }

  /** Its CONNECT is refused, but the claim is on its way and makes the session this node's. */
  @Test
  void isServedByTheNextStartIfItWasClaimedWhileTheBrokerStopped() {
    Link there = next.link().connect5("c", true, 600);
    there.subscribe("t", 1);
    there.drop();
    deaf.claimsWait = true;
    Link waiting = old.link().connect5("c", false, 600);
    old.broker.disconnectAll();
    old.settle();
    assertThat(waiting.connAck().code()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    deaf.claimsWait = false;
    deaf.answer();
    old.settle();
    TestBroker again = new TestBroker(deaf, time, SessionLimits.DEFAULT);
    again.link().connect("p", true).publish("t", 1, 1, "kept", false);
    assertThat(again.link().connect5("c", false, 600).payloads()).containsExactly("kept");
  }
}
