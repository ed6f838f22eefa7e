package io.dynamq.control;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an operator may ask. Any thread; futures complete on broker threads. */
public interface Control {

  /** What came of {@link #cleanSession}. */
  enum Cleaning {
    DONE,
    /** The client is there, or just coming. */
    CONNECTED,
    NO_SESSION
  }

  String node();

  HealthView health();

  /** Clients with a session here, connected or not, sorted by client id. */
  CompletableFuture<List<ClientView>> clients();

  CompletableFuture<Optional<ClientView>> client(String clientId);

  /** Disconnects with reason 0x98; false if the client is not connected. */
  CompletableFuture<Boolean> kick(String clientId);

  /** Ends the session of a client that is not connected, here and in the store. */
  CompletableFuture<Cleaning> cleanSession(String clientId);

  /** All of a saved session whose client is absent; fails with a sentence if there is none. */
  CompletableFuture<SessionCopy> exportSession(String clientId);

  /**
   * Makes a session of a copy; done when the store has it. Fails with a sentence if there is one of
   * this client.
   */
  CompletableFuture<Void> importSession(String clientId, SessionCopy copy);

  /**
   * Deliveries to an absent client that were never acknowledged count as not sent; how many. Fails
   * with a sentence if there is no such session.
   */
  CompletableFuture<Integer> rewindInflight(String clientId);

  /**
   * Ends subscriptions of connected clients that the access rules of now do not allow. Those of
   * absent clients are judged when they come back.
   *
   * @return how many
   */
  CompletableFuture<Integer> reviewSubscriptions();

  /** Sorted by client id, then filter. */
  List<SubscriptionView> subscriptions();

  List<SubscriptionView> subscriptions(String clientId);

  /** False if no client of that id is connected. */
  CompletableFuture<Boolean> subscribe(String clientId, String filter, int qos);

  /** False if no client of that id is connected, or it has no such subscription. */
  CompletableFuture<Boolean> unsubscribe(String clientId, String filter);

  /**
   * Publishes a message. The future completes with the message's id in hex when what its topic's
   * durability promises holds, and fails if the message is not taken; the words say why.
   */
  CompletableFuture<String> publish(Publication publication);

  /** Distinct filters with subscribers, sorted. */
  List<RouteView> routes();

  /** What would become of a PUBLISH; nothing is changed. */
  CompletableFuture<Explanation> explain(PublishQuestion question);

  /** What would become of a SUBSCRIBE; nothing is changed. */
  CompletableFuture<Explanation> explain(SubscribeQuestion question);

  /** What has become of messages; reads the store. */
  CompletableFuture<WhyReport> why(WhyQuestion question);

  long retainedCount();

  /** Sorted topic names. */
  List<String> retainedTopics();

  /** Removes every retained message but {@code $SYS}; how many there were. */
  CompletableFuture<Integer> cleanRetained();

  /** Removes the retained messages that a filter matches; how many there were. */
  CompletableFuture<Integer> cleanRetained(String filter);

  /** Entries of the ledger; of one receiver, oldest first. */
  CompletableFuture<List<UndeliveredView>> undelivered(UndeliveredQuery query);

  /** Hands such messages over again, to the receiver that missed them and nobody else. */
  CompletableFuture<Redelivery> redeliver(UndeliveredQuery query);

  /**
   * Removes entries of the ledger that are older; how many.
   *
   * @param receiver null for all
   */
  CompletableFuture<Long> purgeUndelivered(String receiver, long beforeMillis);

  List<ListenerView> listeners();

  /** What is traced from now on, in place of what was; {@link Tracing#OFF} for nothing. */
  void trace(Tracing wanted);

  /** Gauges with their high-water marks, EMQX's names, sorted. */
  Map<String, Long> stats();

  /** Counters, EMQX's names, sorted. */
  Map<String, Long> metrics();
}
