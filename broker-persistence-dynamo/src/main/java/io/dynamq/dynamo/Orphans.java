package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients of whom start-up has found subscriptions and not yet the session. Those that are left when
 * all sessions were read are what a crash in the midst of a deletion has left behind.
 */
final class Orphans {
  private final Map<ClientId, Long> epochs = new ConcurrentHashMap<>();

  /** A subscription, written under this epoch. */
  void subscription(ClientId client, long epoch) {
    epochs.merge(client, epoch, Math::max);
  }

  void session(ClientId client) {
    epochs.remove(client);
  }

  /** The rest with the newest epoch found of each, once. */
  Map<ClientId, Long> take() {
    Map<ClientId, Long> rest = Map.copyOf(epochs);
    epochs.clear();
    return rest;
  }
}
