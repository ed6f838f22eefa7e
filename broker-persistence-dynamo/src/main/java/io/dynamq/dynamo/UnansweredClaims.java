package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims under way, or whose answer was lost: the row's epoch may be one of ours. Only of clients of
 * whom this process has a lease, so there are no more of them than sessions. Any thread.
 */
final class UnansweredClaims {
  private final Set<ClientId> all = ConcurrentHashMap.newKeySet();

  /** Those that change nothing unless the session is ours: the epoch to come. */
  private final Map<ClientId, Long> own = new ConcurrentHashMap<>();

  void add(ClientId client) {
    all.add(client);
  }

  void addOwn(Lease next) {
    all.add(next.client());
    own.put(next.client(), next.epoch());
  }

  /** It is known what the row has, or there is nothing left to be judged by it. */
  void over(ClientId client) {
    all.remove(client);
    own.remove(client);
  }

  boolean has(ClientId client) {
    return all.contains(client);
  }

  /** Whether a claim of the epoch after this lease's may have succeeded. */
  boolean mayFollow(Lease lease) {
    Long tried = own.get(lease.client());
    return tried != null && tried == lease.epoch() + 1;
  }

  int count() {
    return all.size();
  }
}
