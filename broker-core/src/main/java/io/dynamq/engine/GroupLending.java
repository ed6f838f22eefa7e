package io.dynamq.engine;

import io.dynamq.message.Texts;
import io.dynamq.observe.DropReason;
import io.dynamq.routing.Subscriber;
import io.dynamq.routing.Target;
import io.dynamq.session.GroupBacklog;
import io.dynamq.store.Origin;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a group's waiting messages to members, each as many as it says that it takes. A member that
 * has said nothing yet is tried with one. Runs with its {@link GroupHome}.
 */
final class GroupLending {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLending.class);
  private static final long RETRY_MILLIS = 1_000;
  private static final int UNASKED = 1;

  private final GroupHome group;
  private final Core core;
  private final Map<Subscriber, Integer> credit = new HashMap<>();
  private final Map<Position, CompletableFuture<Void>> unkept = new HashMap<>();
  private long pausedUntil;

  /** Nobody takes the oldest; until a member says otherwise it is no use to look again. */
  private boolean stalled;

  GroupLending(GroupHome group, Core core) {
    this.group = group;
    this.core = core;
  }

  /** Lends what members take now. */
  void pump(GroupBacklog backlog) {
    long now = core.time.epochMillis();
    if (now < pausedUntil) {
      return;
    }
    for (StoredMessage next = backlog.peek(); next != null; next = backlog.peek()) {
      CompletableFuture<Void> kept = unkept.get(next.position());
      DropReason late = backlog.lateness(next, core.time.epochMicros());
      if (kept != null && kept.isCompletedExceptionally()) {
        drop(backlog, DropReason.PUBLISHER_REFUSED);
        continue;
      }
      if (late != null) {
        drop(backlog, late);
        continue;
      }
      if (stalled || kept != null && !kept.isDone()) {
        break;
      }
      Optional<Target> member =
          core.table.turn(
              group.filter(), next.message().topic(), next.message().sender(), this::isFull);
      if (member.isEmpty()) {
        stalled = true;
        break;
      }
      unkept.remove(next.position());
      backlog.lend();
      lend(next, member.get());
    }
    wakeWhenTooOld(backlog);
    readAhead(backlog);
  }

  /** The group has no member any more: what waits is given up, page by page. */
  void giveUpAll(GroupBacklog backlog) {
    if (core.time.epochMillis() < pausedUntil) {
      return;
    }
    while (backlog.peek() != null) {
      drop(backlog, DropReason.SESSION_ENDED);
    }
    readAhead(backlog);
  }

  /** The oldest goes to nobody. */
  private void drop(GroupBacklog backlog, DropReason reason) {
    group.giveUp(backlog.discard(), reason);
  }

  /** A message goes to nobody. */
  void gone(Position position) {
    unkept.remove(position);
  }

  /** What nobody takes in time is given up then, whether or not something happens. */
  private void wakeWhenTooOld(GroupBacklog backlog) {
    StoredMessage next = backlog.peek();
    long at = next == null ? Long.MAX_VALUE : backlog.tooOldAtMillis(next);
    if (at != Long.MAX_VALUE) {
      core.groups.retryAt(group, at);
    }
  }

  /**
   * A message is not lent until all that its PUBLISH led to is kept: else the member could get it
   * again after the broker's death, with the publisher's repetition.
   */
  void await(Position position, CompletableFuture<Void> kept) {
    if (!kept.isDone() || kept.isCompletedExceptionally()) {
      unkept.put(position, kept);
      kept.whenComplete((done, fault) -> group.post(() -> {}));
    }
  }

  private boolean isFull(Subscriber member) {
    return credit.getOrDefault(member, UNASKED) <= 0;
  }

  private void lend(StoredMessage stored, Target target) {
    Home member = (Home) target.subscriber();
    int left = credit.getOrDefault(member, UNASKED) - 1;
    credit.put(member, left);
    Origin origin = new Origin(group.tenure().lease(), stored.position());
    member.post(
        new LendMail(stored.message(), target.terms(), new GroupLoan(group, origin, member)));
    if (left == 0) {
      // Behind what it was just lent, so the answer takes that into account.
      member.post(Mail.of(home -> home.membership().asked(group)));
    }
  }

  void granted(Home member, int room) {
    if (credit.containsKey(member)) {
      credit.put(member, room);
      stalled = false;
    }
  }

  /** The member begins anew. */
  void reset(Home member) {
    credit.put(member, UNASKED);
    stalled = false;
  }

  /** A member has gone away: what waited for it may go to another. */
  void lookAgain() {
    stalled = false;
  }

  void forget(Home member) {
    credit.remove(member);
    stalled = false;
  }

  /** The member or its store can take none now; that is no matter if it is gone meanwhile. */
  void refused(Home member) {
    stalled = false;
    if (member.isOnline()) {
      pause();
    }
  }

  private void pause() {
    pausedUntil = core.time.epochMillis() + RETRY_MILLIS;
    core.groups.retryAt(group, pausedUntil);
  }

  private void readAhead(GroupBacklog backlog) {
    if (!backlog.startRead()) {
      return;
    }
    core.storage
        .inflight()
        .read(
            group.clientId(),
            backlog.loadedThrough(),
            backlog.pageMessages(),
            backlog.pageBytes())
        .whenComplete((page, fault) -> group.post(() -> arrived(backlog, page, fault)));
  }

  private void arrived(GroupBacklog backlog, List<StoredMessage> page, Throwable fault) {
    if (fault == null) {
      backlog.pageRead(page);
      page.stream().filter(StoredMessage::isVoid).forEach(gone -> group.forget(gone.position()));
    } else {
      LOG.warn("reading {} failed: {}", group, Texts.cause(fault));
      backlog.readFailed();
      pause();
    }
  }
}
