package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Texts;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Metric;
import io.dynamq.routing.GroupQueue;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Subscriber;
import io.dynamq.routing.Target;
import io.dynamq.routing.Terms;
import io.dynamq.session.GroupBacklog;
import io.dynamq.store.Lease;
import io.dynamq.store.Origin;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicFilter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The owner of one shared group's queue on this node. It lives from the first saved session's
 * subscription until the last member leaves, and is stored like a session under the filter's text.
 *
 * <p>Messages come by {@link #deliver} while no member is online or older ones wait, and by {@link
 * #giveBack} from members that go. They leave by {@link GroupLending}. Everything without a note
 * runs one at a time on its loop.
 */
final class GroupHome extends Serial implements GroupQueue {
  private static final long COLLECTING = 1;
  private static final long ONE_ANNOUNCED = 2;

  private final Core core;
  private final TopicFilter filter;
  private final ClientId id;
  private final GroupTenure tenure;
  private final GroupLending lending;

  /** Whether it collects, and how many messages are announced and not yet here. */
  private final AtomicLong state = new AtomicLong();

  GroupHome(Core core, TopicFilter filter, Executor loop) {
    super(loop);
    this.core = core;
    this.filter = filter;
    this.id = new ClientId(filter.text());
    this.lending = new GroupLending(this, core);
    this.tenure = new GroupTenure(this, core);
  }

  // ---- any thread

  TopicFilter filter() {
    return filter;
  }

  @Override
  public ClientId clientId() {
    return id;
  }

  @Override
  public boolean isOnline() {
    return false;
  }

  @Override
  public boolean isPersistent() {
    return true;
  }

  @Override
  public int backlog() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean announceIfCollecting() {
    // Most groups collect nothing most of the time.
    return state.get() != 0
        && state.getAndUpdate(now -> now == 0 ? 0 : now + ONE_ANNOUNCED) != 0;
  }

  @Override
  public void announce() {
    state.updateAndGet(now -> (now | COLLECTING) + ONE_ANNOUNCED);
  }

  /** Takes an announced message. */
  @Override
  public void deliver(Message message, Terms terms, Receipt receipt) {
    boolean acknowledged =
        message.qos() != Qos.AT_MOST_ONCE && terms.qos() != Qos.AT_MOST_ONCE;
    if (!acknowledged && waiting() >= Home.CROWD) {
      core.drops.fleeting(id, message, DropReason.QOS0_MESSAGE);
      post(this::arrived);
      return;
    }
    boolean awaited = acknowledged && receipt != Receipt.NONE;
    if (awaited) {
      receipt.expect();
    }
    post(
        () -> {
          arrived();
          try {
            take(message, terms, receipt);
          } finally {
            if (awaited) {
              receipt.arrive(null);
            }
          }
        });
  }

  /**
   * Takes what a member leaves undone.
   *
   * @param owner of the queue that it is in
   * @return completes when the queue has it as safe as the broker's durability asks; fails if it
   *     could not be taken
   */
  CompletableFuture<Void> giveBack(StoredMessage left, Lease owner) {
    Receipt receipt = new GivenBack(new Origin(owner, left.position()));
    CompletableFuture<Void> answer = new CompletableFuture<>();
    post(
        () -> {
          GroupBacklog backlog = tenure.backlog();
          CompletableFuture<Void> write =
              backlog == null || backlog.isFull()
                  ? null
                  : append(left.message(), left.qos(), receipt);
          if (write == null) {
            answer.completeExceptionally(new IllegalStateException("no room with the group"));
            return;
          }
          write.whenComplete(
              (done, fault) -> {
                if (fault == null) {
                  answer.complete(null);
                } else {
                  answer.completeExceptionally(fault);
                }
              });
        });
    return answer;
  }

  // ---- taking

  private void arrived() {
    state.addAndGet(-ONE_ANNOUNCED);
  }

  private void take(Message message, Terms terms, Receipt receipt) {
    GroupBacklog backlog = tenure.backlog();
    if (backlog == null) {
      core.publisher.redispatch(message, filter.text(), this, receipt);
      return;
    }
    Qos qos = backlog.effectiveQos(message.qos(), terms.qos());
    if (qos == Qos.AT_MOST_ONCE) {
      passOn(message);
    } else {
      store(message, qos, receipt);
    }
  }

  private void store(Message message, Qos qos, Receipt receipt) {
    DropReason refusal =
        core.watch.isUnkept(message.topic(), receipt)
            ? DropReason.STORE_AWAY
            : tenure.backlog().admit(message, receipt);
    if (refusal == null) {
      CompletableFuture<Void> write = append(message, qos, receipt);
      receipt.join(write);
      refusal = write.isCompletedExceptionally() ? DropReason.ofRefusal(receipt.isRepeated()) : null;
    }
    if (refusal != null) {
      StoredMessage refused =
          tenure.backlog().place(message, qos, filter.text(), core.time.epochMicros());
      drop(refused, refusal);
    }
  }

  private void drop(StoredMessage stored, DropReason reason) {
    DropWords words = DropWords.of(tenure.backlog().limits());
    core.drops.durable(id, stored, reason, words.of(reason));
  }

  /** A message of the queue goes to nobody. */
  void giveUp(StoredMessage stored, DropReason reason) {
    drop(stored, reason);
    lending.gone(stored.position());
    forget(stored.position());
  }

  /** QoS 0 is for who is there now. */
  private void passOn(Message message) {
    Optional<Target> member =
        core.table.turn(filter, message.topic(), message.sender(), nobody -> false);
    if (member.isPresent()) {
      member.get().subscriber().deliver(message, member.get().terms(), Receipt.NONE);
    } else {
      core.drops.fleeting(id, message, DropReason.QOS0_MESSAGE);
    }
  }

  private CompletableFuture<Void> append(Message message, Qos qos, Receipt receipt) {
    StoredMessage stored =
        tenure.backlog().place(message, qos, filter.text(), core.time.epochMicros());
    CompletableFuture<Void> write =
        core.append(tenure.lease(), stored, receipt);
    boolean told = core.isTold(stored, receipt);
    if (told) {
      write = write.thenCompose(done -> tenure.save());
    }
    tenure.guard(write);
    if (!write.isCompletedExceptionally()) {
      tenure.backlog().add(stored);
      if (told) {
        lending.await(stored.position(), write);
      } else if (receipt.bundle() != null) {
        lending.await(stored.position(), receipt.bundle().kept());
      }
      collect();
    }
    return write;
  }

  void collect() {
    state.updateAndGet(now -> now | COLLECTING);
  }

  // ---- lending

  @Override
  void afterBatch() {
    if (tenure.backlog() == null) {
      return;
    }
    if (tenure.isDeserted()) {
      lending.giveUpAll(tenure.backlog());
      tenure.closeIfDeserted();
      return;
    }
    lending.pump(tenure.backlog());
    if (tenure.backlog().isEmpty()) {
      // Fails while something is announced: that comes here first.
      state.compareAndSet(COLLECTING, 0);
    }
  }

  void settled(Position position) {
    if (tenure.backlog() != null && tenure.backlog().settled(position)) {
      forget(position);
    }
  }

  /**
   * @param refuser who could not take it; null if it comes from a member that goes
   */
  void takeBack(Position position, Home refuser) {
    if (tenure.backlog() != null && tenure.backlog().takeBack(position)) {
      collect();
      if (refuser == null) {
        lending.lookAgain();
      } else {
        lending.refused(refuser);
      }
    }
  }

  void forget(Position position) {
    core.storage.inflight().withdraw(tenure.lease(), position);
  }

  /** Whether anyone else is there to get what this member leaves; any thread. */
  boolean hasOnlineBeside(Home member) {
    for (Subscriber other : core.table.members(filter)) {
      if (other != member && other.isOnline()) {
        return true;
      }
    }
    return false;
  }

  /** A member takes that many; any thread. */
  void grant(Home member, int room) {
    post(() -> lending.granted(member, room));
  }

  /** A member has joined, or has come online; any thread. */
  void here(Home member) {
    post(
        () -> {
          lending.reset(member);
          for (Subscriber other : core.table.members(filter)) {
            if (other != member && other instanceof Home home && home.holdsForGroups()) {
              home.post(Mail.of(h -> h.membership().handOver()));
            }
          }
        });
  }

  /** A member's connection has ended; any thread. */
  void away() {
    post(lending::lookAgain);
  }

  /** A member has left; any thread. */
  void left(Home member) {
    post(
        () -> {
          lending.forget(member);
          tenure.closeIfDeserted();
        });
  }

  @Override
  void failed() {
    core.meters.count(Metric.BUGS);
  }

  GroupTenure tenure() {
    return tenure;
  }

  @Override
  public String toString() {
    return "the queue of " + Texts.visible(filter.text());
  }
}
