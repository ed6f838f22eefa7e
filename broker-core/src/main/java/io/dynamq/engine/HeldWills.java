package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Wills that are due while receivers that are away would miss them: the store is away and {@code
 * store.outage} does not spool, or nobody knows yet who the receivers are. They are published when
 * that is over. A saved session whose client is absent keeps its will itself ({@link Offline}),
 * which its row has; here are, in memory, those that no row has any more, and what receivers had no
 * room for. Any thread.
 */
final class HeldWills {
  private static final int MAX_WILLS = 10_000;
  static final int MAX_BYTES = 16 << 20;

  private final Core core;
  private final ConcurrentMap<String, List<PendingWill>> byClient = new ConcurrentHashMap<>();

  /** Published, but not every receiver had room. */
  private final Set<WillTurn> refused = ConcurrentHashMap.newKeySet();

  private final AtomicLong count = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  HeldWills(Core core) {
    this.core = core;
    core.meters.gauge("wills.held", count::get);
  }

  /** Whether receivers that are away would miss it now. */
  boolean mustWait(PendingWill will) {
    TopicName topic = topic(will);
    return topic != null && !core.watch.keeps(topic);
  }

  /** Null if the name is malformed. */
  private TopicName topic(PendingWill will) {
    return core.delayed.real(will.stored().message().topic());
  }

  /** Publishes, or holds until it can be kept for everyone who is to get it. */
  void publish(PendingWill will) {
    if (mustWait(will) && !core.sessions.isClosing() && isRoom(size(will))) {
      count.incrementAndGet();
      bytes.addAndGet(size(will));
      byClient.compute(client(will), (id, held) -> with(held, will));
    } else {
      begin(will);
    }
  }

  private void begin(PendingWill will) {
    Message message = will.message(core);
    if (message != null) {
      new WillTurn(core, message, null, this::answered).begin();
    }
  }

  private boolean isRoom(int size) {
    return count.get() < MAX_WILLS && bytes.get() + size <= MAX_BYTES;
  }

  private void answered(WillTurn turn) {
    if (core.sessions.isClosing() && !turn.isComplete()) {
      turn.giveUp();
    } else {
      again(turn);
    }
  }

  /** Receivers that had no room are asked again; where too many wait, they miss it. */
  void again(WillTurn turn) {
    if (turn.isComplete()) {
      return;
    }
    if (!isRoom(turn.size())) {
      turn.giveUp();
      return;
    }
    count.incrementAndGet();
    bytes.addAndGet(turn.size());
    refused.add(turn);
  }

  private static String client(PendingWill will) {
    return will.stored().message().sender();
  }

  private static int size(PendingWill will) {
    return will.stored().message().size();
  }

  private static List<PendingWill> with(List<PendingWill> held, PendingWill will) {
    List<PendingWill> all = held == null ? new ArrayList<>(1) : new ArrayList<>(held);
    all.add(will);
    return all;
  }

  /**
   * A client is back. Where messages go to those who are online meanwhile, what it says next must
   * not come before its will. In the mailbox of its home.
   */
  void returned(Home home) {
    if (home.offline() != null) {
      home.offline().returned();
    }
    if (!byClient.isEmpty()) {
      release(home.clientId().value(), will -> core.watch.degrades(topic(will)));
    }
  }

  /** Time passes: publishes what need not wait any more. */
  void due() {
    if (!byClient.isEmpty()) {
      byClient.keySet().forEach(client -> release(client, will -> !mustWait(will)));
    }
    if (!refused.isEmpty()) {
      repeat(turn -> core.watch.keeps(turn.topic()));
    }
  }

  private void repeat(Predicate<WillTurn> goes) {
    for (WillTurn turn : refused) {
      if (goes.test(turn) && refused.remove(turn)) {
        count.decrementAndGet();
        bytes.addAndGet(-turn.size());
        turn.repeat();
      }
    }
  }

  /** The broker stops: who is there gets them, and the ledger tells who does not. */
  void stop() {
    byClient.keySet().forEach(client -> release(client, will -> true));
    repeat(turn -> true);
  }

  private void release(String client, Predicate<PendingWill> goes) {
    List<PendingWill> released = new ArrayList<>(1);
    byClient.computeIfPresent(
        client,
        (id, held) -> {
          List<PendingWill> left = new ArrayList<>(held);
          left.removeIf(will -> goes.test(will) && released.add(will));
          return left.isEmpty() ? null : left;
        });
    for (PendingWill will : released) {
      count.decrementAndGet();
      bytes.addAndGet(-size(will));
      begin(will);
    }
  }
}
