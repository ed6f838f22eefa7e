package io.dynamq.engine;

import io.dynamq.auth.AuthStep;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.EnhancedAuthenticator;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Auth;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import java.util.function.Consumer;

/**
 * What lies between a CONNECT with an authentication method and its CONNACK [MQTT 5 section 4.12].
 * Until then the client may send AUTH in its turn and DISCONNECT, nothing else [MQTT-3.1.2-30]; the
 * transport bounds the time and the bytes. On the connection's loop.
 */
final class Handshake {
  private final Core core;
  private final ClientChannel channel;
  private final Connect connect;
  private final Consumer<Proof> proven;
  private EnhancedAuthenticator authenticator;
  private AuthTurns turns;
  private boolean over;

  /**
   * @param proven goes on with CONNECT
   */
  Handshake(Core core, ClientChannel channel, Connect connect, Consumer<Proof> proven) {
    this.core = core;
    this.channel = channel;
    this.connect = connect;
    this.proven = proven;
  }

  void begin() {
    core.meters.count(Metric.CLIENT_AUTHENTICATE);
    Connect.Options options = connect.options();
    authenticator = core.authenticator.method(options.authenticationMethod());
    if (authenticator == null) {
      // [MQTT-4.12.0-1]
      fail(ReasonCode.BAD_AUTHENTICATION_METHOD, "no such authentication method");
      return;
    }
    Connection connection = channel.connection();
    Peer peer = connection.peer();
    connection.speaks(channel.dialect());
    turns =
        new AuthTurns(
            authenticator.begin(
                new Credentials(
                    connect.clientId(),
                    connect.username(),
                    connect.password(),
                    peer.remote(),
                    peer.listener())),
            channel.loop(),
            this::answered);
    connection.reading(true);
    turns.next(options.authenticationData());
  }

  /** Anything that comes before CONNACK. */
  void received(Inbound inbound) {
    if (inbound instanceof Disconnect) {
      leave(inbound);
    } else if (inbound instanceof Rejected rejected) {
      fail(rejected.code(), rejected.words());
    } else if (!(inbound instanceof Auth auth)) {
      fail(ReasonCode.PROTOCOL_ERROR, "only AUTH and DISCONNECT may come before CONNACK");
    } else if (auth.code() != ReasonCode.CONTINUE_AUTHENTICATION) {
      // [MQTT-4.12.0-3]
      fail(ReasonCode.PROTOCOL_ERROR, "AUTH before CONNACK has another code than 0x18");
    } else if (!auth.method().equals(authenticator.method())) {
      // [MQTT-4.12.0-5]
      fail(ReasonCode.PROTOCOL_ERROR, "the authentication method has changed");
    } else if (!turns.isClientsTurn()) {
      fail(ReasonCode.PROTOCOL_ERROR, "AUTH out of turn");
    } else {
      turns.next(auth.data());
    }
  }

  /** A session that is already being opened hears of it, because of the will. */
  private void leave(Inbound disconnect) {
    if (over) {
      channel.keep(disconnect);
    } else {
      over = true;
      channel.leave();
    }
  }

  private void answered(AuthStep step) {
    if (channel.isClosed()) {
      return;
    }
    if (step instanceof AuthStep.Challenge challenge) {
      challenge(challenge.data());
    } else if (step instanceof AuthStep.Success success) {
      over = true;
      core.meters.count(Metric.CLIENT_AUTH_SUCCESS);
      proven.accept(new Proof(authenticator, success.username(), success.data()));
    } else if (step instanceof AuthStep.Refusal refusal) {
      fail(refusal.code(), refusal.words());
    }
  }

  private void challenge(byte[] data) {
    Auth auth =
        new Auth(
            ReasonCode.CONTINUE_AUTHENTICATION, authenticator.method(), data, Notice.NONE);
    if (channel.connection().send(auth)) {
      channel.connection().flush();
    } else {
      fail(ReasonCode.PACKET_TOO_LARGE, "AUTH is larger than the client takes");
    }
  }

  private void fail(ReasonCode code, String words) {
    if (!over) {
      over = true;
      core.meters.count(Metric.CLIENT_AUTH_FAILURE);
      core.refusals.refused(connect.clientId(), channel.connection().peer(), code, words);
    }
    channel.refuse(code, words);
  }
}
