package io.dynamq.hook;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What a plug-in may ask of the broker. Any thread; nothing blocks. */
public interface BrokerPort {

  /** This node's name, such as {@code dynamq@127.0.0.1}. */
  String node();

  /**
   * Subscribes on behalf of an online client: no permission check, no SUBACK, but {@code
   * session.subscribed} runs and retained messages are sent.
   *
   * @return false if the client is not connected
   */
  CompletableFuture<Boolean> subscribe(ClientId client, List<Subscription> subscriptions);

  /**
   * Completes once the client has nothing queued, so that stored messages fetched now come behind
   * its own backlog; false if it is not connected.
   */
  CompletableFuture<Boolean> whenDrained(ClientId client);

  /**
   * Sends stored messages to an online client as matches of one subscription, in the given order,
   * effective QoS = min(message, subscription). Messages whose id the client already has queued or
   * in flight, or has acknowledged since the last {@link #whenDrained}, are left out.
   *
   * @param subscription the subscription that asked for them
   * @param retained true to send them with RETAIN set
   * @return completes when the session can take the next page; false if the client is gone or the
   *     subscription has ended
   */
  CompletableFuture<Boolean> deliver(
      ClientId client, TopicFilter subscription, List<Message> messages, boolean retained);

  /**
   * Publishes below {@code $SYS/brokers/<node>/} to those who subscribe to it. No hook runs, and it
   * is not counted as published or dropped.
   *
   * @param name the rest of the topic
   * @param payload asked for only if somebody subscribes
   * @throws io.dynamq.topic.InvalidTopicException if that makes no valid topic name
   */
  void announce(String name, Qos qos, Supplier<byte[]> payload);

  /** Whether a connection serves this client now. */
  boolean isConnected(ClientId client);
}
