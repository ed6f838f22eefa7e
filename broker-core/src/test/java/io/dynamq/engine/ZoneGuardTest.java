package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.acl.AclAuthorizer;
import io.dynamq.auth.acl.AclSettings;
import io.dynamq.auth.acl.RuleList;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.hook.Standing;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Will;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code zone.<zone>.enable_acl}, {@code acl_deny_action}, {@code enable_flapping_detect}. */
class ZoneGuardTest {
  private static final String RULES = "{deny, all, pubsub, [\"secret\"]}. {allow, all}.";

  private final FakeTime time = new FakeTime();
  private AclAuthorizer acl;
  private TestBroker broker;

  private void start(Zone.Guard guard, boolean disconnects) {
    acl =
        new AclAuthorizer(
            RuleList.parse("etc/acl.conf", RULES, new ArrayList<>()),
            new AclSettings(true, disconnects, true, 32, 60_000),
            new Meters(),
            time);
    Zone zone = Zone.defaults("external").withGuard(guard);
    broker =
        new TestBroker(
            new MemoryStorage("test@127.0.0.1"), time, zone, BrokerSettings.Modules.NONE, acl);
  }

  private static Zone.Guard denial(Boolean ends) {
    return new Zone.Guard(true, ends, true, false);
  }

  private static Will will() {
    return new Will(
        TopicName.of("secret"), Qos.AT_LEAST_ONCE, false, new byte[] {1}, MessageProperties.NONE, 0,
        -1);
  }

  @Test
  void whereRulesAreOffEverythingButTheBrokersOwnIsAllowed() {
    start(new Zone.Guard(false, null, true, false), true);
    Link client = broker.link().connect5("free", true, 0);
    client.subscribe("secret", 1);
    assertThat(client.last(SubAck.class).codes()).containsExactly(ReasonCode.GRANTED_QOS_1);
    client.publish("secret", 1, 1, "x", false);
    assertThat(client.payloads()).containsExactly("x");
    Link mortal = broker.link().connect(5, "mortal", true, 0, will());
    assertThat(mortal.closed).isFalse();
    mortal.drop();
    assertThat(client.payloads()).hasSize(2);
    client.publish("$SYS/x", 1, 2, "x", false);
    assertThat(client.last(Ack.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void whereRulesAreOnTheyBind() {
    start(Zone.Guard.DEFAULT, false);
    Link client = broker.link().connect5("bound", true, 0);
    client.subscribe("secret", 1);
    assertThat(client.last(SubAck.class).codes()).containsExactly(ReasonCode.NOT_AUTHORIZED);
    assertThat(client.closed).isFalse();
  }

  @Test
  void aZoneEndsWhoIsDeniedThoughOthersDoNot() {
    start(denial(true), false);
    Link client = broker.link().connect5("c", true, 0);
    client.publish("secret", 0, 0, "x", false);
    assertThat(client.closed).isTrue();
    Link subscriber = broker.link().connect5("s", true, 0);
    subscriber.subscribe("secret", 0);
    assertThat(subscriber.closed).isTrue();
  }

  @Test
  void aZoneKeepsWhoIsDeniedThoughOthersEndHim() {
    start(denial(false), true);
    Link client = broker.link().connect5("c", true, 0);
    client.publish("secret", 0, 0, "x", false);
    client.subscribe("secret", 0);
    assertThat(client.closed).isFalse();
  }

  @Test
  void restlessnessCountsOnlyWhereTheZoneSaysSo() {
    List<Boolean> counted = new ArrayList<>();
    for (boolean counts : new boolean[] {false, true}) {
      start(new Zone.Guard(true, null, true, counts), false);
      broker.broker.hooks().add(new Noting(counted));
      broker.link().connect5("c", true, 0).drop();
    }
    assertThat(counted).containsExactly(false, true);
  }

  private record Noting(List<Boolean> counted) implements Hooks {
    @Override
    public void clientDisconnected(ClientInfo client, String reason) {
      counted.add(client.standing().attributes().containsKey(Standing.RESTLESSNESS));
    }
  }
}
