package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.routing.Terms;
import io.dynamq.store.StoredMessage;

/**
 * What a session is made of.
 *
 * @param version 3, 4 or 5
 * @param receiveMaximum the client's, 1 to 65,535
 * @param topicAliasMaximum the client's, 0 = it takes none
 * @param positions null for a session that ends with its connection
 */
public record SessionProfile(
    int version,
    int receiveMaximum,
    int topicAliasMaximum,
    SessionLimits limits,
    PositionSource positions) {

  /** True if messages are stored before they are sent or queued. */
  boolean isPersistent() {
    return positions != null;
  }

  /** A message as this client is to get it, not yet in its queue. */
  StoredMessage delivery(Message message, Terms terms, boolean retain) {
    Qos qos = limits.effectiveQos(message.qos(), terms.qos());
    // What nobody acknowledges is no other member's when this one goes.
    String group = qos == Qos.AT_MOST_ONCE ? null : terms.sharedGroup();
    return new StoredMessage(null, message, qos, retain, terms.subscriptionIdentifiers(), group);
  }
}
