package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.routing.Terms;
import io.dynamq.session.Session;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Stored messages on their way to a client because of a subscription: retained ones from the index,
 * and pages that a plug-in fetched. Paced: more is taken only while the session's queue is low, so a
 * subscriber to a million retained topics costs one page of memory. In the mailbox.
 */
final class Replays {
  private static final int PAGE = 256;

  /** Filters without a retained message that are done in one turn. */
  private static final int EMPTY_AT_ONCE = 20;

  private final Core core;
  private final Home home;
  private final Session session;
  // By filter, because a client may have as many as fit in a SUBSCRIBE packet.
  private final Map<TopicFilter, Retained> retained = new HashMap<>();
  // Those that have been started, in order; also some that were stopped meanwhile.
  private final ArrayDeque<Retained> started = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<Boolean>> waitingForRoom = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<Boolean>> waitingForDrain = new ArrayDeque<>();

  /** A retained replay and how far it has come. */
  private static final class Retained {
    private final Subscription subscription;
    private final String path;
    // Both are made when something is sent: most filters have no retained messages.
    private Terms terms;
    private Set<String> early = Set.of();
    private String after;

    Retained(Subscription subscription, String path) {
      this.subscription = subscription;
      this.path = path;
    }

    Terms terms() {
      terms = terms == null ? termsOf(subscription) : terms;
      return terms;
    }

    /** Asked once for each topic. */
    boolean wasSentEarly(TopicName topic) {
      return !early.isEmpty() && early.remove(topic.value());
    }

    void sentEarly(TopicName topic) {
      early = early.isEmpty() ? new HashSet<>() : early;
      early.add(topic.value());
    }

    boolean isAhead(TopicName topic) {
      return subscription.filter().matches(topic)
          && RetainedIndex.isAhead(topic, after)
          && !early.contains(topic.value());
    }
  }

  Replays(Core core, Home home, Session session) {
    this.core = core;
    this.home = home;
    this.session = session;
  }

  static Terms termsOf(Subscription subscription) {
    int id = subscription.identifier();
    return new Terms(
        subscription.qos(),
        subscription.retainAsPublished(),
        id == 0 ? io.dynamq.packet.Delivery.NO_IDENTIFIERS : new int[] {id},
        null);
  }

  /**
   * A subscription will get its retained messages; from now on live ones may come first.
   *
   * @param path the filter as the client calls it, which is judged again while they are sent; null
   *     if permissions do not matter
   */
  void expectRetained(Subscription subscription, String path) {
    retained.put(subscription.filter(), new Retained(subscription, path));
  }

  /** Sends the retained messages that a subscription matches, once it is {@link #expectRetained}. */
  void startRetained(Subscription subscription) {
    Retained replay = retained.get(subscription.filter());
    if (replay != null && replay.subscription.equals(subscription)) {
      started.add(replay);
    }
  }

  /**
   * A live message comes: an older retained one of its topic that has not been sent yet goes before
   * it, for what a client has last must be the newest.
   */
  void goBefore(Message live, long nowMicros) {
    if (retained.isEmpty()) {
      return;
    }
    Message older = core.retained.get(live.topic());
    if (older == null || older.id().compareTo(live.id()) >= 0) {
      return;
    }
    for (Retained replay : retained.values()) {
      if (replay.isAhead(live.topic()) && !isRevoked(replay)) {
        replay.sentEarly(live.topic());
        send(older, replay, nowMicros);
      }
    }
  }

  private void send(Message message, Retained replay, long nowMicros) {
    if (!message.isExpired(nowMicros / 1_000) && !isOwn(message, replay.subscription)) {
      session.deliverStored(message, replay.terms(), true, nowMicros);
    }
  }

  /** The subscription has ended or begins anew. */
  void stopRetained(TopicFilter filter) {
    retained.remove(filter);
  }

  /** Sends one page of a plug-in; completes when there is room for the next. */
  CompletableFuture<Boolean> deliver(Subscription subscription, List<Message> page, boolean flag) {
    Terms terms = termsOf(subscription);
    long now = core.time.epochMicros();
    for (Message message : page) {
      boolean unwanted =
          isOwn(message, subscription) || flag && isRetainedHere(message);
      if (!unwanted && !session.knows(message)) {
        session.deliverStored(message, terms, flag, now);
      }
    }
    CompletableFuture<Boolean> room = new CompletableFuture<>();
    waitingForRoom.add(room);
    return room;
  }

  /**
   * Whether this node's own replay sends a retained message, or a newer one, for the same topic: it
   * runs for the same subscriptions by the same rules, so a plug-in's copy would be the second one.
   */
  private boolean isRetainedHere(Message message) {
    Message own = core.retained.get(message.topic());
    return own != null && own.id().compareTo(message.id()) >= 0;
  }

  /** Completes when nothing is queued behind the window and no retained replay is under way. */
  CompletableFuture<Boolean> whenDrained() {
    CompletableFuture<Boolean> drained = new CompletableFuture<>();
    waitingForDrain.add(drained);
    return drained;
  }

  /** Moves on as far as the session has room. */
  void pump(long nowMicros) {
    for (int looked = 0; mayReplay(); looked++) {
      if (!nextPage(next(), nowMicros) || looked == EMPTY_AT_ONCE) {
        // One page at a time: others on this loop come first.
        if (mayReplay()) {
          home.post(Mail.of(Replays::goOn));
        }
        break;
      }
    }
    if (!waitingForRoom.isEmpty() && session.isLow()) {
      completeAll(waitingForRoom, true);
    }
    if (!waitingForDrain.isEmpty() && retained.isEmpty() && session.isDrained()) {
      session.startFetch();
      completeAll(waitingForDrain, true);
    }
  }

  private boolean mayReplay() {
    return next() != null && session.isLow() && session.room() > 0;
  }

  private Retained next() {
    while (!started.isEmpty() && isStopped(started.peek())) {
      started.poll();
    }
    return started.peek();
  }

  private boolean isStopped(Retained replay) {
    return retained.get(replay.subscription.filter()) != replay;
  }

  /** Nothing to do but what follows each mail. */
  private static void goOn(Home home) {}

  private boolean isOwn(Message message, Subscription subscription) {
    return subscription.noLocal() && home.clientId().value().equals(message.sender());
  }

  /** Whether the client may have lost meanwhile what it was granted. */
  private boolean isRevoked(Retained replay) {
    Live live = home.live();
    return replay.path != null && live != null && !live.permissions().maySubscribe(replay.path);
  }

  /** True if there was nothing, and will not be. */
  private boolean nextPage(Retained replay, long nowMicros) {
    RetainedIndex.Page page =
        core.retained.match(
            replay.subscription.filter(), replay.after, Math.min(PAGE, session.room()));
    if (!page.messages().isEmpty() && isRevoked(replay)) {
      stopRetained(replay.subscription.filter());
      return false;
    }
    for (Message message : page.messages()) {
      if (!replay.wasSentEarly(message.topic())) {
        send(message, replay, nowMicros);
      }
    }
    replay.after = page.next();
    if (replay.after == null) {
      stopRetained(replay.subscription.filter());
    }
    return replay.after == null && page.messages().isEmpty();
  }

  /** The connection has ended. */
  void abandon() {
    retained.clear();
    started.clear();
    completeAll(waitingForRoom, false);
    completeAll(waitingForDrain, false);
  }

  private static void completeAll(ArrayDeque<CompletableFuture<Boolean>> waiting, boolean answer) {
    while (!waiting.isEmpty()) {
      waiting.poll().complete(answer);
    }
  }
}
