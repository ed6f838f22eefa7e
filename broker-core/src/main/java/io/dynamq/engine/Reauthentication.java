package io.dynamq.engine;

import io.dynamq.auth.AuthStep;
import io.dynamq.auth.Credentials;
import io.dynamq.hook.ClientInfo;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Auth;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import java.util.EnumSet;
import java.util.Set;

/**
 * A connected client proves its name again, as often as it likes but one time after the other [MQTT 5
 * section 4.12.1]; all other packets flow meanwhile under the earlier proof. It cannot become someone
 * else: what it may do was decided for its name. On the connection's loop.
 */
final class Reauthentication {
  /** What a refusal may say in DISCONNECT; the others are CONNACK's alone. */
  private static final Set<ReasonCode> TOLD =
      EnumSet.of(
          ReasonCode.UNSPECIFIED_ERROR,
          ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
          ReasonCode.NOT_AUTHORIZED,
          ReasonCode.SERVER_BUSY,
          ReasonCode.QUOTA_EXCEEDED);

  private final Core core;
  private final Live live;
  private final ClientChannel channel;
  private final Proof proof;
  private AuthTurns turns;
  private long begunAtMillis;

  Reauthentication(Core core, Live live, Attach attach) {
    this.core = core;
    this.live = live;
    this.channel = attach.channel();
    this.proof = attach.proof();
  }

  /** Returns what is wrong with the packet, null if nothing is. */
  Rejected received(Auth auth) {
    if (proof == null) {
      return Rejected.protocolError("MQTT-4.12.0-7", "AUTH without authentication method");
    }
    if (!auth.method().equals(proof.method())) {
      return Rejected.protocolError("MQTT-4.12.1-1", "the authentication method has changed");
    }
    return auth.code() == ReasonCode.REAUTHENTICATE ? begin(auth) : goOn(auth);
  }

  private Rejected begin(Auth auth) {
    if (turns != null) {
      return Rejected.protocolError("", "re-authentication is already under way");
    }
    core.meters.count(Metric.CLIENT_AUTHENTICATE);
    begunAtMillis = core.time.epochMillis();
    ClientInfo info = live.info();
    Peer peer = channel.connection().peer();
    turns =
        new AuthTurns(
            proof
                .authenticator()
                .begin(
                    new Credentials(
                        info.id().value(), proof.username(), null, peer.remote(), peer.listener())),
            channel.loop(),
            this::answered);
    turns.next(auth.data());
    return null;
  }

  private Rejected goOn(Auth auth) {
    if (turns == null || !turns.isClientsTurn()) {
      return Rejected.protocolError("MQTT-4.12.0-3", "AUTH out of turn");
    }
    if (core.time.epochMillis() - begunAtMillis > live.zone().limits().idleTimeoutMillis()) {
      failed(ReasonCode.NOT_AUTHORIZED, "re-authentication took too long");
    } else {
      turns.next(auth.data());
    }
    return null;
  }

  private void answered(AuthStep step) {
    if (channel.isClosed()) {
      return;
    }
    if (step instanceof AuthStep.Challenge challenge) {
      say(ReasonCode.CONTINUE_AUTHENTICATION, challenge.data());
    } else if (step instanceof AuthStep.Refusal refusal) {
      failed(refusal.code(), refusal.words());
    } else if (step instanceof AuthStep.Success success) {
      succeeded(success);
    }
  }

  private void succeeded(AuthStep.Success success) {
    if (!success.username().equals(proof.username())) {
      failed(ReasonCode.NOT_AUTHORIZED, "re-authentication as someone else");
      return;
    }
    turns = null;
    core.meters.count(Metric.CLIENT_AUTH_SUCCESS);
    say(ReasonCode.SUCCESS, success.data());
  }

  private void say(ReasonCode code, byte[] data) {
    if (channel.connection().send(new Auth(code, proof.method(), data, Notice.NONE))) {
      channel.connection().flush();
    } else {
      live.unauthenticated(ReasonCode.PACKET_TOO_LARGE, "AUTH is larger than the client takes");
    }
  }

  /** [MQTT-4.12.1-2]. */
  private void failed(ReasonCode code, String words) {
    core.meters.count(Metric.CLIENT_AUTH_FAILURE);
    core.refusals.refused(live.info().id().value(), channel.connection().peer(), code, words);
    live.unauthenticated(TOLD.contains(code) ? code : ReasonCode.NOT_AUTHORIZED, words);
  }
}
