package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Connect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session belongs to the user that began it. */
class TenantTest {
  private static final Zone BOUND =
      Zone.defaults("external").withIdentity(new Zone.Identity(false, "", true));

  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private final FakeTime time = new FakeTime();
  private TestBroker broker;

  @BeforeEach
  void start() {
    broker = broker(BOUND);
  }

  private TestBroker broker(Zone zone) {
    return new TestBroker(storage, time, zone, BrokerSettings.Modules.NONE);
  }

  private Link connect(String username, boolean clean) {
    Link link = broker.link();
    Connect.Options options =
        new Connect.Options(60, 65_535, -1, 0, false, true, List.of(), null, null);
    link.say(new Connect(5, "c", clean, 60, username, null, null, options));
    return link;
  }

  private static ReasonCode code(Link link) {
    return link.connAck().code();
  }

  @Test
  void nobodyElseEndsAConnection() {
    Link alice = connect("alice", false);
    for (String other : new String[] {"bob", "Alice", null}) {
      assertThat(code(connect(other, true))).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    }
    assertThat(alice.closed).isFalse();
    Link again = connect("alice", false);
    assertThat(code(again)).isEqualTo(ReasonCode.SUCCESS);
    assertThat(again.connAck().sessionPresent()).isTrue();
    assertThat(alice.closed).isTrue();
  }

  @Test
  void nobodyElseInheritsOrDiscardsWhatWaits() {
    Link alice = connect("alice", false);
    alice.subscribe("t", 1);
    alice.drop();
    assertThat(code(connect("bob", false))).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(code(connect("bob", true))).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(connect("alice", false).connAck().sessionPresent()).isTrue();
  }

  @Test
  void aSessionThatHasEndedBelongsToNobody() {
    connect("alice", false).drop();
    time.advanceMillis(61_000);
    assertThat(code(connect("bob", false))).isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void aSessionThatOnlyTheStoreKnowsBelongsToItsUserToo() {
    connect("alice", false).drop();
    broker = broker(BOUND);
    assertThat(code(connect("bob", true))).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    Link alice = connect("alice", false);
    assertThat(code(alice)).isEqualTo(ReasonCode.SUCCESS);
    assertThat(alice.connAck().sessionPresent()).isTrue();
  }

  @Test
  void ofTwoAtOnceTheFirstIsTheOwner() {
    Link alice = broker.link();
    Link bob = broker.link();
    alice.tell(new Connect(4, "c", true, 60, "alice", null, null, Connect.Options.MQTT3));
    bob.tell(new Connect(4, "c", true, 60, "bob", null, null, Connect.Options.MQTT3));
    broker.settle();
    assertThat(code(alice)).isEqualTo(ReasonCode.SUCCESS);
    assertThat(code(bob)).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(alice.closed).isFalse();
  }

  @Test
  void clientIdsBelongToNobodyUnlessAskedFor() {
    broker = broker(Zone.defaults("external"));
    Link alice = connect("alice", false);
    assertThat(connect("bob", false).connAck().sessionPresent()).isTrue();
    assertThat(alice.closed).isTrue();
  }
}
