package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.auth.Verdict;
import io.dynamq.control.TraceEvent;
import io.dynamq.control.TraceScope;
import io.dynamq.control.Tracing;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What traces are told of clients, messages and decisions. */
class TracerTest {
  private final FakeTime time = new FakeTime();
  private final List<TraceEvent> events = new ArrayList<>();
  private TestBroker broker =
      new TestBroker(new MemoryStorage("test@127.0.0.1"), time, SessionLimits.DEFAULT);

  private void trace(TraceScope... scopes) {
    broker.broker.control(List::of).trace(new Tracing(List.of(scopes), events::add));
  }

  private List<String> told() {
    return events.stream()
        .map(
            one ->
                one.who().client() + " " + one.step() + " "
                    + one.words().replaceAll("msgid=\\w+", "msgid=M"))
        .toList();
  }

  @Test
  void aClientsTraceShowsItsWholeLife() {
    trace(new TraceScope.Client("c"));
    Link client = broker.link().connect5("c", true, 0);
    client.subscribe("t/#", 1);
    Link other = broker.linkOnOtherLoop().connect("p", true);
    other.publish("t/1", 1, 7, "secret", false);
    client.ack(Ack.Type.PUBACK, client.last(Delivery.class).packetId());
    client.say(new Disconnect(ReasonCode.SUCCESS, -1, Notice.NONE, null));
    assertThat(told())
        .containsExactly(
            "c RECEIVED CONNECT version=5 clean_start=true keepalive=60 username=none"
                + " password=none expiry=0",
            "c AUTHENTICATED by anonymous, as anonymous",
            "c SENT CONNACK session_present=false",
            "c RECEIVED SUBSCRIBE id=1 \"t/#\" qos=1",
            "c SUBSCRIBED \"t/#\" qos=1",
            "c SENT SUBACK id=1 0x01 granted_qos_1",
            "c MATCHED \"t/1\" msgid=M from \"p\"",
            "c SENT PUBLISH qos=1 id=1 topic=\"t/1\" bytes=6 msgid=M",
            "c RECEIVED PUBACK id=1",
            "c ACKNOWLEDGED \"t/1\" msgid=M",
            "c RECEIVED DISCONNECT",
            "c DISCONNECTED normal");
  }

  @Test
  void aTopicsTraceFollowsItsMessagesToAllReceivers() {
    trace(new TraceScope.Topic(TopicFilter.of("t/+")));
    Link online = broker.link().connect("on", true);
    online.subscribe("t/1", 0);
    Link away = broker.link().connect("away", false);
    away.subscribe("#", 1);
    away.drop();
    events.clear();
    Link publisher = broker.linkOnOtherLoop().connect("p", true);
    publisher.publish("t/1", 1, 7, "x", false);
    publisher.publish("elsewhere", 1, 8, "x", false);
    assertThat(told())
        .containsExactlyInAnyOrder(
            "p RECEIVED PUBLISH qos=1 id=7 topic=\"t/1\" bytes=1",
            "on MATCHED \"t/1\" msgid=M from \"p\"",
            "away MATCHED \"t/1\" msgid=M from \"p\"",
            "p PUBLISHED \"t/1\" msgid=M qos=1 receivers=2",
            "on SENT PUBLISH qos=0 topic=\"t/1\" bytes=1 msgid=M",
            "away QUEUED \"t/1\" msgid=M the client is away");
    assertThat(events.get(0).payload()).isEqualTo("x".getBytes(StandardCharsets.UTF_8));
    assertThat(events).extracting(TraceEvent::topic).containsOnly("t/1");
  }

  @Test
  void whatDoesNotArriveIsShownWithTheReason() {
    trace(new TraceScope.Client("p"));
    Link away = broker.link().connect("away", false);
    away.subscribe("#", 1);
    away.drop();
    Link publisher = broker.link().connect("p", true);
    events.clear();
    publisher.publish("t", 0, 0, "x", false);
    assertThat(told())
        .contains("away DROPPED \"t\" msgid=M qos0_msg")
        .doesNotContain("away QUEUED \"t\" msgid=M the client is away");
    assertThat(events).filteredOn(one -> one.step().isTrouble()).hasSize(1);
  }

  @Test
  void whatWaitsForASlowClientIsShownAsQueued() {
    trace(new TraceScope.Client("c"));
    Link client = broker.link().connect("c", true);
    client.subscribe("t", 1);
    client.writable = false;
    events.clear();
    Link publisher = broker.linkOnOtherLoop().connect("p", true);
    publisher.publish("t", 1, 1, "x", false);
    publisher.publish("t", 1, 2, "x", false);
    assertThat(told())
        .containsExactly(
            "c MATCHED \"t\" msgid=M from \"p\"",
            "c QUEUED \"t\" msgid=M behind 0",
            "c MATCHED \"t\" msgid=M from \"p\"",
            "c QUEUED \"t\" msgid=M behind 1");
  }

  @Test
  void theRuleThatDeniesIsNamed() {
    broker = denying();
    trace(new TraceScope.Client("c"));
    Link client = broker.link().connect5("c", true, 0);
    client.subscribe("t/#", 1);
    client.publish("t", 1, 3, "x", false);
    assertThat(told())
        .contains(
            "c REFUSED \"t/#\" 0x87 not_authorized: rule 7",
            "c REFUSED \"t\" 0x87 not_authorized: rule 8");
  }

  private TestBroker denying() {
    Authorizer nothing =
        new Authorizer() {
          @Override
          public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
            return false;
          }

          @Override
          public boolean maySubscribe(ClientInfo client, String path) {
            return false;
          }

          @Override
          public String ruleAgainst(ClientInfo client, String topic) {
            return "rule 8";
          }

          @Override
          public String ruleAgainstFilter(ClientInfo client, String path) {
            return "rule 7";
          }
        };
    return new TestBroker(
        new MemoryStorage("test@127.0.0.1"),
        time,
        Zone.defaults("external"),
        BrokerSettings.Modules.NONE,
        nothing);
  }

  @Test
  void theDecidingLinkIsNamedAndNoSecretIs() {
    broker =
        new TestBroker(
            new MemoryStorage("test@127.0.0.1"),
            time,
            credentials ->
                CompletableFuture.completedFuture(
                    new Verdict(
                        ReasonCode.BAD_USER_NAME_OR_PASSWORD, "file, wrong password", false)));
    trace(new TraceScope.Address("127.0.0.1"));
    byte[] password = "hunter2".getBytes(StandardCharsets.UTF_8);
    Link client = broker.link();
    client.say(
        new Connect(5, "c\u001b[2J", true, 60, "me\" ok=\"", password, null, Connect.Options.MQTT3));
    assertThat(told().toString())
        .contains(
            "REFUSED 0x86 bad_user_name_or_password: refused by file, wrong password",
            "SENT CONNACK session_present=false code=0x86",
            "username=\"me\\\" ok=\\\"\" password=given")
        .doesNotContain("hunter2");
  }

  @Test
  void nothingIsToldOnceItIsOff() {
    trace(new TraceScope.Address("127.0.0.1"));
    trace();
    broker.link().connect("c", true).publish("t", 0, 0, "x", false);
    assertThat(events).isEmpty();
  }
}
