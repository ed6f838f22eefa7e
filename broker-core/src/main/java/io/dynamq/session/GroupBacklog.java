package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.routing.Receipt;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The messages of one shared group that wait for a member, and those that are lent to one. All are
 * in the store; in memory are the head of what waits and what is lent. Oldest first; what comes back
 * is in front again. Not thread-safe.
 */
public final class GroupBacklog implements QueueBounds.Oldest {
  private static final int[] NO_IDENTIFIERS = {};

  private final SessionLimits limits;
  private final PositionSource positions;
  private final QueueBudget budget;
  private final QueueBounds bounds;
  private final SendQueue waiting;
  private final TreeMap<Position, StoredMessage> returned = new TreeMap<>();
  private final Map<Position, StoredMessage> lent = new HashMap<>();

  /**
   * @param giveUp takes a message that was taken out because newer ones must have room
   */
  public GroupBacklog(
      SessionLimits limits,
      PositionSource positions,
      BiConsumer<StoredMessage, DropReason> giveUp) {
    this.limits = limits;
    this.positions = positions;
    this.budget = new QueueBudget(limits);
    this.waiting = new SendQueue(limits.queue().maxMemoryMessages(), limits.queue().maxMemoryBytes());
    this.bounds = new QueueBounds(limits, budget, this, giveUp);
  }

  /** Continues what an earlier owner left in the store. */
  public void resume(InflightStore.Backlog stored, long nowMicros) {
    budget.restore(stored);
    if (stored.messages() > 0) {
      waiting.resumeFromStore(positions.next(nowMicros));
    }
  }

  public SessionLimits limits() {
    return limits;
  }

  /** At what level a message is kept for a group of that level. */
  public Qos effectiveQos(Qos published, Qos subscribed) {
    return limits.effectiveQos(published, subscribed);
  }

  /** True if no more may wait. */
  public boolean isFull() {
    return budget.isExhausted(lent.size());
  }

  /** Makes room for a message; why it cannot be taken, null if it can. */
  public DropReason admit(Message message, Receipt receipt) {
    return bounds.admit(message, receipt, lent.size());
  }

  /** Why it is too late for a message, null if it is not. */
  public DropReason lateness(StoredMessage stored, long nowMicros) {
    return limits.lateness(stored, nowMicros);
  }

  /** When a message that waits is too old, Long.MAX_VALUE = never. */
  public long tooOldAtMillis(StoredMessage stored) {
    long age = limits.excess().maxAgeMillis();
    return age == 0 ? Long.MAX_VALUE : stored.position().sequence() / 1_000 + age;
  }

  @Override
  public StoredMessage pollStored() {
    StoredMessage oldest = returned.isEmpty() ? waiting.pollStored() : poll();
    if (oldest != null) {
      budget.removed(oldest.message());
    }
    return oldest;
  }

  @Override
  public boolean hasMoreStored() {
    return waiting.hasMoreStored();
  }

  /** A message at the end of the queue, to be stored and then {@link #add}ed. */
  public StoredMessage place(Message message, Qos qos, String group, long nowMicros) {
    return new StoredMessage(
        positions.next(nowMicros), message, qos, message.retain(), NO_IDENTIFIERS, group);
  }

  public void add(StoredMessage stored) {
    budget.added(stored.message());
    waiting.addStored(stored);
  }

  /** The oldest that waits; null if there is none in memory. */
  public StoredMessage peek() {
    return returned.isEmpty() ? waiting.peek() : returned.firstEntry().getValue();
  }

  private StoredMessage poll() {
    return returned.isEmpty() ? waiting.poll() : returned.pollFirstEntry().getValue();
  }

  /** The oldest goes to a member, which answers by {@link #settled} or {@link #takeBack}. */
  public void lend() {
    StoredMessage stored = poll();
    lent.put(stored.position(), stored);
  }

  /** Takes the oldest out for good. */
  public StoredMessage discard() {
    StoredMessage oldest = poll();
    budget.removed(oldest.message());
    return oldest;
  }

  /** How many {@link #forEach} knows. */
  public int inMemory() {
    return lent.size() + returned.size() + waiting.inMemory();
  }

  /** All that is in memory, waiting or lent. */
  public void forEach(Consumer<StoredMessage> receiver) {
    lent.values().forEach(receiver);
    returned.values().forEach(receiver);
    waiting.forEach(receiver);
  }

  /** The member is done with it; false if it was not lent. */
  public boolean settled(Position position) {
    StoredMessage stored = lent.remove(position);
    if (stored != null) {
      budget.removed(stored.message());
    }
    return stored != null;
  }

  /** The member did not take it; false if it was not lent. */
  public boolean takeBack(Position position) {
    StoredMessage stored = lent.remove(position);
    if (stored != null) {
      returned.put(position, stored);
    }
    return stored != null;
  }

  /** True if nothing waits; some may be lent. */
  public boolean isEmpty() {
    return returned.isEmpty() && waiting.isDrained();
  }

  /** How many wait or are lent. */
  public long size() {
    return budget.messages();
  }

  // ---- reading ahead

  /** True if a page should be read now, behind {@link #loadedThrough}. */
  public boolean startRead() {
    return waiting.startRead();
  }

  public Position loadedThrough() {
    return waiting.loadedThrough();
  }

  public int pageMessages() {
    return waiting.pageMessages();
  }

  public int pageBytes() {
    return waiting.pageBytes();
  }

  /** Takes what was read; the caller removes what is void. */
  public void pageRead(List<StoredMessage> page) {
    waiting.pageRead(page);
    for (StoredMessage stored : page) {
      if (stored.isVoid()) {
        budget.removed(stored.message());
      } else {
        waiting.add(stored);
      }
    }
    bounds.shrink(lent.size());
  }

  public void readFailed() {
    waiting.readFailed();
  }
}
