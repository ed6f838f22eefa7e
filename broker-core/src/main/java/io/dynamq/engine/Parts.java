package io.dynamq.engine;

import io.dynamq.store.Lease;

/**
 * What a home is made of while something happens to it. A session whose client is away and to which
 * nothing happens is packed into a few dozen bytes, see {@link #packed}, and made again when the
 * next mail comes: there may be many more of them than of connections. In the home's mailbox.
 */
final class Parts {
  final Ownership ownership;
  final Opening opening;
  final Membership membership;
  final Leaving leaving;
  Offline offline;

  /** Of a home that has no session. */
  Parts(Home home, Core core) {
    ownership = new Ownership(home, core);
    opening = new Opening(home, core);
    leaving = new Leaving(home, core);
    membership = new Membership(home, core);
  }

  private Parts(Home home, Core core, PackedReader in) {
    membership = new Membership(home, core, in);
    ownership = new Ownership(home, core, in);
    opening = new Opening(home, core);
    leaving = new Leaving(home, core);
    offline = Offline.unpacked(home, core, ownership.lease(), in);
  }

  /** The same as they were before they were packed. */
  static Parts unpacked(Home home, Core core, byte[] packed) {
    return new Parts(home, core, new PackedReader(packed));
  }

  /** The lease of a home at rest. */
  static Lease lease(Home home, Core core, byte[] packed) {
    PackedReader in = new PackedReader(packed);
    new Membership(home, core, in);
    return Ownership.lease(home, core, in);
  }

  /** {@link Membership#holds} of a home at rest. */
  static boolean holds(Home home, Core core, byte[] packed) {
    return new Membership(home, core, new PackedReader(packed)).holds();
  }

  /** Null if something is under way, or there is no absent session. */
  byte[] packed() {
    boolean rests =
        offline != null
            && offline.isAtRest()
            && ownership.isAtRest()
            && !opening.isUnderWay()
            && !membership.isHandingOver()
            && !leaving.isUnderWay();
    if (!rests) {
      return null;
    }
    PackedWriter out = new PackedWriter();
    membership.pack(out);
    ownership.pack(out);
    offline.pack(out);
    return out.bytes();
  }
}
