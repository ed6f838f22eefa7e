package io.dynamq.hook;

import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.concurrent.CompletableFuture;

/**
 * The hook points. Every method runs on the session's event loop and must not block or throw; the
 * defaults do nothing. The order for one client is the order of its packets.
 */
public interface Hooks {

  /** For publish hooks with nothing to wait for; test by identity to stay off the slow path. */
  CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /** {@code session.created}: a new session, before {@code client.connected}; not on resume. */
  default void sessionCreated(ClientInfo client) {}

  /** {@code client.connected}: authenticated and bound to its session, before CONNACK leaves. */
  default void clientConnected(ClientInfo client) {}

  /**
   * {@code client.disconnected}. Also run for a connection that was taken over, with reason {@code
   * takeovered} or {@code discarded}; the event of the new connection may already have run. Whoever
   * shows it to people leaves those out unless {@code broker.client_disconnect_takeovered} or
   * {@code …_discarded} asks for them, as EMQX does; whoever keeps books needs them, because the new
   * connection may fail.
   *
   * @param reason EMQX's words: {@code normal, kicked, keepalive_timeout, tcp_closed, discarded,
   *     takeovered, protocol_error, not_authorized, server_shutdown, internal_error}, and ours,
   *     {@code overloaded}
   */
  default void clientDisconnected(ClientInfo client, String reason) {}

  /** {@code session.terminated}: the session's state is gone. */
  default void sessionTerminated(ClientInfo client, String reason) {}

  /**
   * {@code session.subscribed}: granted, before SUBACK leaves; anything that a plug-in delivers in
   * answer is sent behind the SUBACK.
   *
   * @param isNew false if the same filter was subscribed before
   */
  default void sessionSubscribed(ClientInfo client, Subscription subscription, boolean isNew) {}

  /** {@code session.unsubscribed}: it was subscribed; before UNSUBACK leaves. */
  default void sessionUnsubscribed(ClientInfo client, TopicFilter filter) {}

  /**
   * A node on the same tables is dead, and this one has taken over its stored sessions. What a
   * plug-in keeps of it elsewhere can be put right. EMQX has no such hook point.
   */
  default void nodeDied(String node) {}

  /**
   * {@code message.publish}: every message before it is routed: clients', wills, {@code $SYS}, the
   * administrator's.
   *
   * @return completes when the publisher may be acknowledged, exceptionally if it must not be;
   *     {@link #DONE} if there is nothing to wait for
   */
  default CompletableFuture<Void> messagePublish(Message message) {
    return DONE;
  }

  /** {@code message.dropped}: nobody subscribes to it. */
  default void messageDropped(Message message) {}

  /** {@code message.delivered}: handed to the connection. */
  default void messageDelivered(ClientInfo client, Message message) {}

  /** {@code message.acked}: PUBACK, or PUBREC for QoS 2, once per delivery. */
  default void messageAcked(ClientInfo client, Message message) {}
}
