package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.message.Message;
import io.dynamq.message.Texts;
import io.dynamq.observe.DropReason;
import io.dynamq.routing.Receipt;
import io.dynamq.session.Leftovers;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what an absent member of shared groups left undone from its stored queue to the queues of
 * the groups, page by page: appended there first, removed here when that holds. While it runs the
 * client's next CONNECT waits, at most for the page under way. In the member's mailbox.
 */
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
  private static final int PAGE_MESSAGES = 256;
  private static final int PAGE_BYTES = 1 << 20;

  private final Home home;
  private final Core core;
  private final Leftovers leftovers;
  private final boolean ending;
  private final Map<String, GroupHome> takers = new HashMap<>();
  private boolean complete = true;
  private boolean over;

  /** One message on its way to its group. */
  private record Move(StoredMessage message, CompletableFuture<Void> write) {}

  /**
   * @param ending whether the session is over, so that nothing may stay
   */
  Handover(Home home, Core core, InflightSnapshot state, boolean ending) {
    this.home = home;
    this.core = core;
    this.leftovers = new Leftovers(state);
    this.ending = ending;
  }

  void start() {
    next(Position.START);
  }

  /** The session is another node's: nothing more is moved, and nobody told. */
  void abandon() {
    over = true;
  }

  private void next(Position after) {
    core.storage
        .inflight()
        .read(home.clientId(), after, PAGE_MESSAGES, PAGE_BYTES)
        .whenComplete((page, fault) -> home.post(Mail.of(owner -> arrived(page, fault))));
  }

  private void arrived(List<StoredMessage> page, Throwable fault) {
    if (over) {
      return;
    }
    if (fault != null) {
      LOG.warn(
          "what {} left undone cannot be read: {}",
          LogField.client(home.clientId()),
          Texts.cause(fault));
      complete = false;
    }
    if (fault != null || page.isEmpty()) {
      finish();
      return;
    }
    List<Move> moves = new ArrayList<>();
    for (StoredMessage stored : page) {
      if (stored.isVoid()) {
        continue;
      }
      if (leftovers.mayPassOn(stored)) {
        move(stored, moves);
      } else if (ending && leftovers.isLeft(stored)) {
        core.drops.durable(home.clientId(), stored, DropReason.SESSION_ENDED);
      }
    }
    Position last = page.get(page.size() - 1).position();
    CompletableFuture.allOf(moves.stream().map(Move::write).toArray(CompletableFuture[]::new))
        .whenComplete((done, failure) -> home.post(Mail.of(owner -> moved(moves, last))));
  }

  private void move(StoredMessage stored, List<Move> moves) {
    GroupHome taker = takers.computeIfAbsent(stored.sharedGroup(), this::taker);
    if (taker != null) {
      moves.add(new Move(stored, taker.giveBack(stored, home.lease())));
    } else if (ending) {
      Message message = stored.message();
      core.publisher.redispatch(message, stored.sharedGroup(), home, Receipt.NONE);
    } else {
      complete = false;
    }
  }

  /** Null if it must stay: there is no queue, or nobody else is there to get it. */
  private GroupHome taker(String filter) {
    GroupHome group = core.groups.find(filter);
    return group != null && (ending || group.hasOnlineBeside(home)) ? group : null;
  }

  private void moved(List<Move> moves, Position last) {
    if (over) {
      return;
    }
    List<StoredMessage> gone = new ArrayList<>(moves.size());
    for (Move move : moves) {
      if (!move.write.isCompletedExceptionally()) {
        gone.add(move.message);
      } else if (ending) {
        core.drops.durable(home.clientId(), move.message, DropReason.SESSION_ENDED);
      } else {
        complete = false;
      }
    }
    home.membership().passedOn(gone);
    if (ending || complete && !home.isAwaited()) {
      next(last);
    } else {
      finish();
    }
  }

  private void finish() {
    over = true;
    home.membership().handedOver(ending, complete);
  }
}
