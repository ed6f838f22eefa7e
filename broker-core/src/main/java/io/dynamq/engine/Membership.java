package io.dynamq.engine;

import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicFilter;
import java.util.List;

/** What a home does as a member of shared groups. In its mailbox. */
final class Membership {
  private static final int EVER = 1;
  private static final int HOLDS = 2;

  private final Home home;
  private final Core core;
  private Handover handover;
  private boolean everAny;
  private volatile boolean holds;

  Membership(Home home, Core core) {
    this.home = home;
    this.core = core;
  }

  /** As it was packed. */
  Membership(Home home, Core core, PackedReader in) {
    this(home, core);
    int packed = in.small();
    everAny = (packed & EVER) != 0;
    holds = (packed & HOLDS) != 0;
  }

  void pack(PackedWriter out) {
    out.number((everAny ? EVER : 0) | (holds ? HOLDS : 0));
  }

  /** Whether it is in any group, or was: then its queue may still hold messages of that group. */
  boolean isAny() {
    everAny |= home.subscriptions().anyShared();
    return everAny;
  }

  /** Whether, absent, it may hold what others of a group could get; any thread. */
  boolean holds() {
    return holds;
  }

  void holds(boolean now) {
    holds = now;
  }

  /** It leaves a group. */
  void leaves(TopicFilter filter) {
    everAny |= filter.isShared();
  }

  /** Whether this absent member's message should go to another one. */
  boolean isForOthers(String group) {
    GroupHome queue = core.groups.find(group);
    return queue != null && queue.hasOnlineBeside(home);
  }

  /** A group with waiting messages asks how many this member takes. */
  void asked(GroupHome group) {
    if (home.live() != null) {
      home.live().borrowing().asked(group);
    }
  }

  /** Others of a group may be online: they get what this absent member left undone. */
  void handOver() {
    Offline offline = home.offline();
    boolean wanted = core.settings.sharing().handOver() && !core.sessions.isClosing();
    if (wanted
        && offline != null
        && holds
        && handover == null
        && !home.isAwaited()) {
      // What comes meanwhile is noted anew.
      holds = false;
      handover = new Handover(home, core, offline.state().inflight(), false);
      handover.start();
    }
  }

  /** The session is over; before its rows go, its groups get what is theirs. */
  void end(InflightSnapshot left) {
    handover = new Handover(home, core, left, true);
    handover.start();
  }

  boolean isHandingOver() {
    return handover != null;
  }

  /** Nothing more is moved; a CONNECT that has waited for the end of it goes on. */
  void abandon() {
    if (handover != null) {
      handover.abandon();
      handover = null;
      home.post(Mail.of(owner -> owner.handedOver(false)));
    }
  }

  /** Groups have these messages of the stored queue now. */
  void passedOn(List<StoredMessage> moved) {
    if (home.offline() != null && !moved.isEmpty()) {
      home.offline().passedOn(moved);
    }
    for (StoredMessage stored : moved) {
      core.storage.inflight().withdraw(home.lease(), stored.position());
    }
  }

  /**
   * @param complete whether nothing is left that others might have
   */
  void handedOver(boolean isOver, boolean complete) {
    handover = null;
    holds |= !complete;
    home.handedOver(isOver);
  }
}
