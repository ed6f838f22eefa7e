package io.dynamq.control;

import io.dynamq.message.Subscription;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredWill;
import java.util.List;

/**
 * A saved session with all that belongs to it, as it can be kept in a file and made anew elsewhere.
 * Times are milliseconds since the epoch.
 *
 * @param username null if the client gave none
 * @param expirySeconds session expiry interval, 0xFFFFFFFF = never
 * @param zone null if it is not known
 * @param will null if none waits
 * @param messages that the client has not acknowledged, in the order of the queue; positions mean
 *     nothing elsewhere
 */
public record SessionCopy(
    String clientId,
    String username,
    int protocolVersion,
    long expirySeconds,
    long createdAtMillis,
    long connectedAtMillis,
    long disconnectedAtMillis,
    String zone,
    StoredWill will,
    List<Subscription> subscriptions,
    List<StoredMessage> messages) {

  public SessionCopy {
    subscriptions = List.copyOf(subscriptions);
    messages = List.copyOf(messages);
  }
}
