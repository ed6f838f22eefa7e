package io.dynamq.engine;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.routing.Receipt;
import io.dynamq.session.SharedMessage;
import io.dynamq.store.StoredWill;
import java.util.List;

/** How a connection ends, and what becomes of its will and its session. In the mailbox. */
final class Parting {
  private final Home home;
  private final Core core;
  private final Live live;
  private final ClientChannel channel;
  private final boolean mayExtend;
  private final ProofEnds.End proofEnd;
  private PendingWill will;
  private long expirySeconds;
  private boolean over;

  /**
   * @param will null if the client left none
   */
  Parting(Home home, Core core, Live live, Attach attach, PendingWill will) {
    this.home = home;
    this.core = core;
    this.live = live;
    this.channel = attach.channel();
    this.will = will;
    // What counts is what the client said, not what the zone made of it.
    this.mayExtend = attach.connect().options().sessionExpirySeconds() > 0;
    this.expirySeconds = live.info().expirySeconds();
    this.proofEnd = core.proofEnds.of(home, live);
  }

  boolean isOver() {
    return over;
  }

  /** Null if there is none, or none any more. */
  PendingWill will() {
    return will;
  }

  /** The same for the store. */
  StoredWill storedWill() {
    return will == null ? null : will.stored();
  }

  /** Session expiry interval in force. */
  long expirySeconds() {
    return expirySeconds;
  }

  /**
   * The client's DISCONNECT.
   *
   * @return why it is refused, or null
   */
  Rejected goodbye(Disconnect disconnect) {
    if (disconnect.sessionExpirySeconds() >= 0) {
      if (!mayExtend && disconnect.sessionExpirySeconds() > 0) {
        return Rejected.protocolError("MQTT-3.14.2-2", "session expiry was 0 at CONNECT");
      }
      expirySeconds =
          Math.min(
              disconnect.sessionExpirySeconds(), live.zone().lifetime().maxSessionExpirySeconds());
    }
    boolean normal = disconnect.code() == ReasonCode.SUCCESS;
    end(normal ? EndCause.NORMAL : EndCause.WITH_WILL, null, null);
    return null;
  }

  /**
   * Ends the connection; the home decides what remains of the session. Idempotent.
   *
   * @param code what an MQTT 5 client is told, null = nothing
   */
  void end(EndCause cause, ReasonCode code, String words) {
    if (over) {
      return;
    }
    over = true;
    core.proofEnds.cancel(proofEnd);
    core.tracer.disconnected(live.info(), cause.word(), code, words);
    boolean told = code != null && live.outbox().isWelcomed();
    channel.detach(told ? lastWord(cause, code, words) : null);
    live.abandonReads();
    boolean keeps = expirySeconds > 0 && home.lease() != null && cause != EndCause.DISCARDED;
    if (!cause.publishesWill()) {
      will = null;
    }
    boolean isDue = will != null && isDue(keeps);
    if (isDue && !keeps) {
      core.wills.publish(will);
      will = null;
    }
    core.meters.count(Metric.CLIENT_DISCONNECTED);
    core.hooks.clientDisconnected(live.info(), cause.word());
    // What a saved session leaves is handed over from the store.
    boolean saved = home.lease() != null;
    List<SharedMessage> left = saved ? List.of() : live.session().endShared();
    home.connectionEnded(live, keeps ? live.stored(false) : null, live.session().stored());
    if (isDue && keeps) {
      home.offline().beginWill();
    }
    for (SharedMessage one : left) {
      core.publisher.redispatch(one.message(), one.group(), home, Receipt.NONE);
    }
  }

  /** A will that must wait stays with its session if that is saved. */
  private boolean isDue(boolean keeps) {
    return !keeps || will.delaySeconds() == 0 && !core.wills.mustWait(will);
  }

  /** Who must go because the broker stops is told where to, if that is known. */
  private Disconnect lastWord(EndCause cause, ReasonCode code, String words) {
    String reference = live.zone().manners().redirect().reference();
    return cause == EndCause.SHUTDOWN && !reference.isEmpty()
        ? new Disconnect(ReasonCode.USE_ANOTHER_SERVER, -1, Notice.NONE, reference)
        : Disconnect.because(code, words);
  }

  /** Another node owns the session now: close without writing anything. */
  void abandon() {
    over = true;
    core.proofEnds.cancel(proofEnd);
    core.tracer.disconnected(live.info(), EndCause.TAKEN_OVER.word(), null, "by another node");
    boolean told = live.outbox().isWelcomed();
    channel.detach(told ? Disconnect.because(ReasonCode.SESSION_TAKEN_OVER, null) : null);
    live.abandonReads();
    if (will != null && will.delaySeconds() == 0) {
      // The new owner cannot know that this connection was never said goodbye to.
      core.wills.publish(will);
    }
    core.meters.count(Metric.CLIENT_DISCONNECTED);
    core.hooks.clientDisconnected(live.info(), EndCause.TAKEN_OVER.word());
  }
}
