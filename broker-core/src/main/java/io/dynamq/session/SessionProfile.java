package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.routing.Terms;
import io.dynamq.store.Position;
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

  /**
   * A message as a client is to get it.
   *
   * @param place in its queue, null if it is in none yet
   */
  static StoredMessage delivery(
      Message message, Qos qos, Terms terms, boolean retain, Position place) {
    // What nobody acknowledges is no other member's when this one goes.
    String group = qos.isAcknowledged() ? terms.sharedGroup() : null;
    return new StoredMessage(place, message, qos, retain, terms.subscriptionIdentifiers(), group);
  }
}
