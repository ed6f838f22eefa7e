package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.routing.Terms;
import io.dynamq.session.Session;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Stored messages on their way to a client because of a subscription: retained ones from the index,
 * and pages that a plug-in fetched. Paced: more is taken only while the session's queue is low, so a
 * subscriber to a million retained topics costs one page of memory. In the mailbox.
 */
final class Replays {
  private static final int PAGE = 256;

  private final Core core;
  private final Home home;
  private final Session session;
  private final ArrayDeque<Retained> retained = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<Boolean>> waitingForRoom = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<Boolean>> waitingForDrain = new ArrayDeque<>();

  /** A retained replay and how far it has come. */
  private static final class Retained {
    private final Subscription subscription;
    private final Terms terms;
    private String after;

    Retained(Subscription subscription) {
      this.subscription = subscription;
      this.terms = termsOf(subscription);
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

  /** Sends the retained messages that a subscription matches. */
  void startRetained(Subscription subscription) {
    stopRetained(subscription.filter());
    retained.add(new Retained(subscription));
  }

  /** The subscription has ended or begins anew. */
  void stopRetained(TopicFilter filter) {
    retained.removeIf(replay -> replay.subscription.filter().equals(filter));
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
    if (mayReplay()) {
      nextPage(retained.peek(), nowMicros);
      if (mayReplay()) {
        // One page at a time: others on this loop come first.
        home.post(Mail.of(Replays::goOn));
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
    return !retained.isEmpty() && session.isLow() && session.room() > 0;
  }

  /** Nothing to do but what follows each mail. */
  private static void goOn(Home home) {}

  private boolean isOwn(Message message, Subscription subscription) {
    return subscription.noLocal() && home.clientId().value().equals(message.sender());
  }

  private void nextPage(Retained replay, long nowMicros) {
    RetainedIndex.Page page =
        core.retained.match(
            replay.subscription.filter(), replay.after, Math.min(PAGE, session.room()));
    for (Message message : page.messages()) {
      if (!message.isExpired(nowMicros / 1_000) && !isOwn(message, replay.subscription)) {
        session.deliverStored(message, replay.terms, true, nowMicros);
      }
    }
    replay.after = page.next();
    if (replay.after == null) {
      retained.poll();
    }
  }

  /** The connection has ended. */
  void abandon() {
    retained.clear();
    completeAll(waitingForRoom, false);
    completeAll(waitingForDrain, false);
  }

  private static void completeAll(ArrayDeque<CompletableFuture<Boolean>> waiting, boolean answer) {
    while (!waiting.isEmpty()) {
      waiting.poll().complete(answer);
    }
  }
}
