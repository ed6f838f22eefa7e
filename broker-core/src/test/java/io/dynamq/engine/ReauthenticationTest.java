package io.dynamq.engine;

import static io.dynamq.engine.HandshakeTest.more;
import static io.dynamq.engine.ScriptedMethod.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.AuthStep;
import io.dynamq.auth.AuthenticationMethods;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Ping;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** AUTH behind CONNACK. */
class ReauthenticationTest {
  private final ScriptedMethod method = new ScriptedMethod();
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("n"),
          new FakeTime(),
          new AuthenticationMethods(
              new AnonymousAuthenticator(Set.of(TestBroker.LISTENER)), List.of(method)));
  private final List<String> goodbyes = new ArrayList<>();
  private final Link client = broker.link();

  @BeforeEach
  void connect() {
    broker
        .broker
        .hooks()
        .add(
            new Hooks() {
              @Override
              public void clientDisconnected(ClientInfo info, String reason) {
                goodbyes.add(info.username() + " " + reason);
              }
            });
    client.say(HandshakeTest.connect("c", null, ScriptedMethod.NAME, "ok:alice", null));
    client.got.clear();
  }

  private static Auth again(String data) {
    return new Auth(ReasonCode.REAUTHENTICATE, ScriptedMethod.NAME, bytes(data), Notice.NONE);
  }

  private void closedWith(ReasonCode code, String words) {
    Disconnect said = client.last(Disconnect.class);
    assertThat(said).isNotNull();
    assertThat(said.code()).isEqualTo(code);
    assertThat(said.notice().reasonString()).isEqualTo(words);
    assertThat(client.closed).isTrue();
  }

  @Test
  void succeedsAtOnce() {
    client.say(again("ok:alice"));
    assertThat(client.got).hasSize(1);
    Auth answer = client.last(Auth.class);
    assertThat(answer.code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(answer.method()).isEqualTo(ScriptedMethod.NAME);
    assertThat(answer.data()).isEqualTo(bytes("welcome"));
    assertThat(broker.count(Metric.CLIENT_AUTH_SUCCESS)).isEqualTo(2);
    assertThat(broker.count(Metric.CLIENT_AUTHENTICATE)).isEqualTo(2);
  }

  @Test
  void succeedsAgainAndAgain() {
    for (int i = 0; i < 50; i++) {
      client.say(again("x"));
      assertThat(client.last(Auth.class).code()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
      client.say(more("ok:alice"));
      assertThat(client.last(Auth.class).code()).isEqualTo(ReasonCode.SUCCESS);
    }
    assertThat(client.closed).isFalse();
  }

  @Test
  void tellsTheMethodWhoseProofIsRenewed() {
    client.say(again("ok:alice"));
    assertThat(method.begun.get(1).username()).isEqualTo("alice");
    assertThat(method.begun.get(1).clientId()).isEqualTo("c");
    assertThat(method.begun.get(1).password()).isNull();
  }

  @Test
  void letsMessagesFlowMeanwhile() {
    client.subscribe("t", 1);
    method.hold();
    client.say(again("x"));
    client.publish("t", 1, 7, "during", false);
    client.say(Ping.REQUEST);
    assertThat(client.payloads()).containsExactly("during");
    assertThat(client.last(Ack.class).packetId()).isEqualTo(7);
    assertThat(client.got).contains(Ping.RESPONSE);
    method.answer(new AuthStep.Success("alice", null));
    broker.settle();
    assertThat(client.last(Auth.class).code()).isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void closesWhenItFails() {
    client.say(again("no"));
    closedWith(ReasonCode.NOT_AUTHORIZED, "not you");
    assertThat(broker.count(Metric.CLIENT_AUTH_FAILURE)).isOne();
    assertThat(goodbyes).containsExactly("alice not_authorized");
  }

  @Test
  void saysOnlyWhatADisconnectCanSay() {
    method.refusingWith(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    client.say(again("no"));
    closedWith(ReasonCode.NOT_AUTHORIZED, "not you");
  }

  @Test
  void passesOnWhatADisconnectCanSay() {
    method.refusingWith(ReasonCode.QUOTA_EXCEEDED);
    client.say(again("no"));
    closedWith(ReasonCode.QUOTA_EXCEEDED, "not you");
  }

  @Test
  void doesNotTurnAClientIntoSomeoneElse() {
    client.say(again("ok:root"));
    closedWith(ReasonCode.NOT_AUTHORIZED, "re-authentication as someone else");
  }

  @Test
  void doesNotChangeTheMethod() {
    client.say(new Auth(ReasonCode.REAUTHENTICATE, "OTHER", null, Notice.NONE));
    closedWith(ReasonCode.PROTOCOL_ERROR, "the authentication method has changed");
  }

  @Test
  void doesNotChangeTheMethodHalfway() {
    client.say(again("x"));
    client.say(new Auth(ReasonCode.CONTINUE_AUTHENTICATION, "OTHER", null, Notice.NONE));
    closedWith(ReasonCode.PROTOCOL_ERROR, "the authentication method has changed");
  }

  @Test
  void refusesASecondOneMeanwhile() {
    client.say(again("x"));
    client.say(again("x"));
    closedWith(ReasonCode.PROTOCOL_ERROR, "re-authentication is already under way");
  }

  @Test
  void refusesAContinuationOfNothing() {
    client.say(more("ok:alice"));
    closedWith(ReasonCode.PROTOCOL_ERROR, "AUTH out of turn");
    assertThat(goodbyes).containsExactly("alice protocol_error");
  }

  @Test
  void refusesAContinuationOutOfTurn() {
    method.hold();
    client.say(again("x"));
    client.say(more("y"));
    closedWith(ReasonCode.PROTOCOL_ERROR, "AUTH out of turn");
    method.answer(new AuthStep.Success("alice", null));
    broker.settle();
    assertThat(client.last(Auth.class)).isNull();
  }

  @Test
  void doesNotWaitForEver() {
    client.say(again("x"));
    broker.advanceMillis(10_001);
    client.say(more("ok:alice"));
    closedWith(ReasonCode.NOT_AUTHORIZED, "re-authentication took too long");
  }

  @Test
  void closesWhereTheMethodFails() {
    method.hold();
    client.say(again("x"));
    method.fail(new IllegalStateException("directory down"));
    broker.settle();
    closedWith(ReasonCode.NOT_AUTHORIZED, "authentication is not available");
  }

  @Test
  void isOnlyForThoseWhoConnectedWithAMethod() {
    Link anonymous = broker.link().connect5("a", true, 0);
    anonymous.say(again("ok:alice"));
    Disconnect said = anonymous.last(Disconnect.class);
    assertThat(said.code()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(anonymous.last(Auth.class)).isNull();
    assertThat(anonymous.closed).isTrue();
  }
}
