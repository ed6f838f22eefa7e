package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.session.PositionSource;
import io.dynamq.store.Lease;
import java.util.concurrent.Executor;

/**
 * The part of a home that goes to rest: its {@link Parts} while something happens to it, the bytes
 * that they are packed in once an absent session was left alone for a while. Whatever asks for a
 * part wakes it. In the mailbox, but for what says otherwise.
 */
abstract class Resting extends Mailbox {
  final Core core;
  final ClientId id;

  /** {@link Parts} or the bytes of them. */
  private volatile Object parts;

  private boolean tiring;

  Resting(Executor loop, Core core, ClientId id) {
    super(loop);
    this.core = core;
    this.id = id;
    parts = new Parts((Home) this, core);
  }

  private Parts parts() {
    Object now = parts;
    if (now instanceof Parts awake) {
      return awake;
    }
    Parts made = Parts.unpacked((Home) this, core, (byte[]) now);
    parts = made;
    return made;
  }

  /** A batch of mails is over, and there is no connection. */
  final void afterQuietDrain() {
    if (parts instanceof Parts awake) {
      awake.ownership.saveIfAsked();
      if (awake.offline != null && !tiring) {
        tiring = true;
        core.sessions.tiring((Home) this);
      }
    }
  }

  /** What may have kept it from rest is over. */
  final void stirred() {
    tiring = false;
  }

  /** Nothing has happened for a while. */
  final void rest() {
    tiring = false;
    if (parts instanceof Parts awake && awake.offline != null) {
      byte[] packed = awake.packed();
      if (packed != null) {
        parts = packed;
      }
      // A will that waits may do so for days; it wakes this home itself.
      tiring = packed == null && awake.offline.hasWill();
    }
  }

  /** Any thread. */
  final boolean isAtRest() {
    return parts instanceof byte[];
  }

  /** Whether the session is kept in the store; any thread. */
  final boolean isHeld() {
    return !(parts instanceof Parts awake) || awake.ownership.isHeld();
  }

  /** Null while the session is not kept; any thread. */
  final Lease lease() {
    Object now = parts;
    return now instanceof Parts awake
        ? awake.ownership.lease()
        : Parts.lease((Home) this, core, (byte[]) now);
  }

  /** {@link Membership#holds}; any thread. */
  final boolean holdsForGroups() {
    Object now = parts;
    return now instanceof Parts awake
        ? awake.membership.holds()
        : Parts.holds((Home) this, core, (byte[]) now);
  }

  final Offline offline() {
    return parts().offline;
  }

  final void offline(Offline session) {
    parts().offline = session;
  }

  final Opening opening() {
    return parts().opening;
  }

  final Leaving leaving() {
    return parts().leaving;
  }

  final Ownership ownership() {
    return parts().ownership;
  }

  final Membership membership() {
    return parts().membership;
  }

  final PositionSource positions() {
    return parts().ownership.positions();
  }
}
