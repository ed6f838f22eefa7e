package io.dynamq.store;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What other nodes on the same store mean for the broker of this one. Called on any thread but the
 * broker's; nothing blocks.
 */
public interface Neighbours {

  /**
   * A node is dead and this session of it is this node's; it is adopted by {@link
   * SessionStore#adopt}.
   *
   * @return completes when messages for it are taken
   */
  CompletableFuture<Void> inherited(StoredSession session, List<Subscription> subscriptions);

  /** The same for a session that a claim without client has made this node's. */
  CompletableFuture<Void> claimed(StoredSession session, List<Subscription> subscriptions);

  /** A delayed message of a dead node is this one's to publish. */
  void inherited(Message delayed);

  /** Everything of a node that is dead was handed over; this node is in its place now. */
  void died(String node);

  /** Client ids of the sessions and groups that this node serves, with the epochs of their leases. */
  Map<ClientId, Long> served();

  /** Another owner has claimed a client id; leases of it up to this epoch are void. */
  void moved(ClientId client, long epoch);

  /**
   * This node was taken for dead: its sessions and delayed messages are another's. What clients
   * claim from now on is its own.
   */
  void expelled();
}
