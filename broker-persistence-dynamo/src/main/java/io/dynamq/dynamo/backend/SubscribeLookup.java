package io.dynamq.dynamo.backend;

import io.dynamq.hook.BrokerPort;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code on_subscribe_lookup}: subscribes a client to what {@code mqtt_sub} says.
 *
 * <p>On {@code session.created} the look-up is only noted and runs with {@code client.connected},
 * which follows at once: then the client can be subscribed however fast the store answers, and a
 * configuration that names both hooks runs it once.
 */
final class SubscribeLookup {
  private final BackendPool pool;
  private final BrokerPort broker;
  private final Set<ClientId> created = ConcurrentHashMap.newKeySet();

  SubscribeLookup(BackendPool pool, BrokerPort broker) {
    this.pool = pool;
    this.broker = broker;
  }

  void created(ClientInfo client) {
    created.add(client.id());
  }

  /**
   * @param always whether resumed sessions are looked up as well
   */
  CompletableFuture<Boolean> connected(ClientInfo client, boolean always) {
    boolean isNew = created.remove(client.id());
    if (!isNew && !always) {
      return CompletableFuture.completedFuture(false);
    }
    return pool.subscriptions()
        .lookup(client.id().value())
        .thenCompose(
            found ->
                found.isEmpty()
                    ? CompletableFuture.completedFuture(false)
                    : broker.subscribe(client.id(), found));
  }

  void gone(ClientInfo client) {
    created.remove(client.id());
  }
}
