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

  /** Those of whom one has been refused, for the session was somebody else's. */
  private final Set<ClientId> refused = ConcurrentHashMap.newKeySet();

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
    refused.remove(client);
  }

  void refused(Lease next) {
    refused.add(next.client());
  }

  /** Whether a row in our name with this lease's epoch can only be that of a session that was ours. */
  boolean isOwn(Lease lease) {
    Long tried = own.get(lease.client());
    return tried != null && tried == lease.epoch() && !refused.contains(lease.client());
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
