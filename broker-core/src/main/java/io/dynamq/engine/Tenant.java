package io.dynamq.engine;

import io.dynamq.packet.ReasonCode;
import io.dynamq.store.StoredSession;
import java.util.Objects;

/**
 * Whose session a client id has, where client ids belong to users: nobody else ends it, goes on with
 * it or discards it. A session of a client without user name is that of all such clients. In the
 * mailbox of the home.
 */
final class Tenant {
  private final Home home;
  private final Core core;

  Tenant(Home home, Core core) {
    this.home = home;
    this.core = core;
  }

  /**
   * Whether this node knows that the session is another user's.
   *
   * @param waiting the CONNECT that waits for it, null if none does
   */
  boolean isOfAnother(Attach attach, Attach waiting) {
    if (!isAsked(attach)) {
      return false;
    }
    if (waiting != null) {
      return isOther(attach, waiting.info().username());
    }
    if (home.live() != null) {
      return isOther(attach, home.live().info().username());
    }
    return home.offline() != null && isOfAnother(attach, home.offline().state());
  }

  /**
   * The same of what the store has.
   *
   * @param stored null if nothing
   */
  boolean isOfAnother(Attach attach, StoredSession stored) {
    return stored != null
        && stored.createdAtMillis() > 0
        && core.time.epochMillis() < stored.expiresAtMillis()
        && isOther(attach, stored.username());
  }

  /** Whether only the store can tell. */
  boolean isUnknown(Attach attach) {
    return isAsked(attach) && home.live() == null && home.offline() == null;
  }

  private static boolean isAsked(Attach attach) {
    return attach.zone().identity().bindsClientId();
  }

  private static boolean isOther(Attach attach, String owner) {
    return !Objects.equals(attach.info().username(), owner);
  }

  void refuse(Attach attach) {
    core.refusals.refused(
        attach.id().value(),
        attach.channel().connection().peer(),
        ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
        "the client identifier is another user's");
    attach.channel().refuseLater(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
  }
}
