package io.dynamq.engine;

import static io.dynamq.engine.ScriptedMethod.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.AuthStep;
import io.dynamq.auth.AuthenticationMethods;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Auth;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Ping;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.Will;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** CONNECT with an authentication method, up to CONNACK. Nobody is let in without. */
class HandshakeTest {
  private final ScriptedMethod method = new ScriptedMethod();
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("n"),
          new FakeTime(),
          new AuthenticationMethods(new AnonymousAuthenticator(Set.of()), List.of(method)));

  static Connect connect(String id, String user, String method, String data, Will will) {
    Connect.Options options =
        new Connect.Options(
            0, 65_535, -1, 0, false, true, List.of(), method, data == null ? null : bytes(data));
    return new Connect(5, id, true, 60, user, null, will, options);
  }

  private Link connect(String method, String data) {
    Link link = broker.link();
    link.say(connect("c", null, method, data, null));
    return link;
  }

  private static Auth auth(ReasonCode code, String method, String data) {
    return new Auth(code, method, bytes(data), Notice.NONE);
  }

  static Auth more(String data) {
    return auth(ReasonCode.CONTINUE_AUTHENTICATION, ScriptedMethod.NAME, data);
  }

  private void refused(Link link, ReasonCode code, String words) {
    ConnAck answer = link.connAck();
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.properties().notice().reasonString()).isEqualTo(words);
    assertThat(link.closed).isTrue();
    assertThat(broker.broker.home("c")).isNull();
    assertThat(broker.count(Metric.CLIENT_AUTHENTICATE)).isOne();
    assertThat(broker.count(Metric.CLIENT_AUTH_FAILURE)).isOne();
    assertThat(broker.count(Metric.CLIENT_AUTH_SUCCESS)).isZero();
  }

  @Test
  void letsInWhoSucceedsAtOnce() {
    Link link = connect(ScriptedMethod.NAME, "ok:alice");
    assertThat(link.got).hasSize(1);
    ConnAck answer = link.connAck();
    assertThat(answer.code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(answer.properties().authenticationMethod()).isEqualTo(ScriptedMethod.NAME);
    assertThat(answer.properties().authenticationData()).isEqualTo(bytes("welcome"));
    assertThat(broker.count(Metric.CLIENT_AUTH_SUCCESS)).isOne();
    assertThat(broker.count(Metric.CLIENT_AUTH_SUCCESS_ANONYMOUS)).isZero();
  }

  @Test
  void asksUntilItKnows() {
    Link link = connect(ScriptedMethod.NAME, null);
    for (int round = 1; round <= 20; round++) {
      assertThat(link.got).hasSize(round);
      Auth asked = link.last(Auth.class);
      assertThat(asked.code()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
      assertThat(asked.method()).isEqualTo(ScriptedMethod.NAME);
      assertThat(link.reading).isTrue();
      link.say(more("me"));
    }
    link.say(more("ok:alice"));
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(link.closed).isFalse();
  }

  @Test
  void callsTheClientByTheNameThatItProved() {
    Link link = broker.link();
    link.say(connect("c", "bob", ScriptedMethod.NAME, "ok:alice", null));
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(method.begun.get(0).username()).isEqualTo("bob");
    assertThat(broker.broker.home("c").live().info().username()).isEqualTo("alice");
    var shown = broker.broker.control(List::of).client("c");
    broker.settle();
    assertThat(shown).isCompletedWithValueMatching(
        view -> view.orElseThrow().username().equals("alice"));
  }

  @Test
  void refusesAMethodThatItDoesNotHave() {
    Link link = connect("GS2-KRB5", "x");
    refused(link, ReasonCode.BAD_AUTHENTICATION_METHOD, "no such authentication method");
  }

  @Test
  void refusesWhomTheMethodRefuses() {
    refused(connect(ScriptedMethod.NAME, "no"), ReasonCode.NOT_AUTHORIZED, "not you");
  }

  @Test
  void refusesWhomTheMethodRefusesLater() {
    method.refusingWith(ReasonCode.BANNED);
    Link link = connect(ScriptedMethod.NAME, null);
    link.say(more("no"));
    refused(link, ReasonCode.BANNED, "not you");
  }

  @Test
  void refusesEverythingElseBeforeConnAck() {
    refusesInstead(Ping.REQUEST, "only AUTH and DISCONNECT may come before CONNACK");
  }

  @Test
  void refusesASecondConnect() {
    refusesInstead(
        connect("c", null, null, null, null),
        "only AUTH and DISCONNECT may come before CONNACK");
  }

  @Test
  void refusesReauthenticationBeforeConnAck() {
    refusesInstead(
        auth(ReasonCode.REAUTHENTICATE, ScriptedMethod.NAME, "ok:alice"),
        "AUTH before CONNACK has another code than 0x18");
  }

  @Test
  void refusesAnotherMethodHalfway() {
    refusesInstead(
        auth(ReasonCode.CONTINUE_AUTHENTICATION, "scripted", "ok:alice"),
        "the authentication method has changed");
  }

  private void refusesInstead(Inbound inbound, String words) {
    Link link = connect(ScriptedMethod.NAME, null);
    link.say(inbound);
    refused(link, ReasonCode.PROTOCOL_ERROR, words);
  }

  @Test
  void saysWhyBytesAreNoAuth() {
    Link link = connect(ScriptedMethod.NAME, null);
    link.say(Rejected.malformed("MQTT-3.15.1-1", "flags"));
    refused(link, ReasonCode.MALFORMED_PACKET, "flags");
  }

  @Test
  void refusesAuthOutOfTurn() {
    method.hold();
    Link link = connect(ScriptedMethod.NAME, "x");
    link.say(more("y"));
    refused(link, ReasonCode.PROTOCOL_ERROR, "AUTH out of turn");
    method.answer(new AuthStep.Success("alice", null));
    broker.settle();
    assertThat(link.got).hasSize(1);
  }

  @Test
  void waitsForAMethodThatTakesItsTime() {
    method.hold();
    Link link = connect(ScriptedMethod.NAME, "x");
    assertThat(link.got).isEmpty();
    method.answer(new AuthStep.Challenge(bytes("?")));
    broker.settle();
    assertThat(link.got).hasSize(1);
    link.say(more("y"));
    method.answer(new AuthStep.Success("alice", null));
    broker.settle();
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(link.connAck().properties().authenticationData()).isNull();
  }

  @Test
  void refusesWhereTheMethodFails() {
    method.hold();
    Link link = connect(ScriptedMethod.NAME, "x");
    method.fail(new IllegalStateException("directory down"));
    broker.settle();
    refused(link, ReasonCode.SERVER_UNAVAILABLE, "authentication is not available");
  }

  @Test
  void forgetsAClientThatGoesHalfway() {
    method.hold();
    Link link = connect(ScriptedMethod.NAME, "x");
    link.drop();
    method.answer(new AuthStep.Success("alice", null));
    broker.settle();
    assertThat(broker.broker.home("c")).isNull();
    assertThat(link.got).isEmpty();
  }

  @Test
  void letsAClientGoThatGivesUp() {
    Link link = connect(ScriptedMethod.NAME, null);
    link.say(Disconnect.because(ReasonCode.SUCCESS, null));
    assertThat(link.closed).isTrue();
    assertThat(link.got).hasSize(1);
    assertThat(broker.broker.home("c")).isNull();
  }

  @Test
  void refusesAPublisherThatDoesNotWaitForConnAck() {
    Link link = broker.link();
    link.tell(connect("c", null, ScriptedMethod.NAME, "ok:alice", null));
    link.say(Link.publication("t", 0, 0, "x", false, -1));
    // The link keeps what is sent behind its end too.
    assertThat(((ConnAck) link.got.get(0)).code()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(link.closed).isTrue();
    assertThat(broker.count(Metric.MESSAGES_PUBLISH)).isZero();
  }

  @Test
  void keepsTheWillOfAClientThatSaysGoodbyeTooEarly() {
    Link watcher = broker.link();
    watcher.say(connect("w", null, ScriptedMethod.NAME, "ok:watcher", null));
    watcher.subscribe("#", 0);
    Link link = broker.link();
    Will will =
        new Will(
            TopicName.of("will"),
            Qos.AT_MOST_ONCE,
            false,
            bytes("gone"),
            MessageProperties.NONE,
            0,
            -1);
    link.tell(connect("c", null, ScriptedMethod.NAME, "ok:alice", will));
    link.say(Disconnect.because(ReasonCode.SUCCESS, null));
    assertThat(link.closed).isTrue();
    assertThat(watcher.deliveries()).isEmpty();
  }

  @Test
  void leavesOthersToTheAuthenticator() {
    Link link = broker.link().connect5("c", true, 0);
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(link.connAck().properties().authenticationMethod()).isNull();
    assertThat(method.begun).isEmpty();
  }
}
