package io.dynamq.store;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;

/**
 * One message in one session's queue, with the terms of its delivery.
 *
 * @param qos the level of this delivery, 1 or 2
 * @param retain the RETAIN flag that the receiver shall see
 * @param subscriptionIdentifiers possibly empty; never written to
 * @param sharedGroup the filter text of the shared subscription it came through, null if none: who
 *     may get it instead
 * @param isVoid read from the store, but its PUBLISH never counted and comes again: to be removed
 *     without a word
 */
public record StoredMessage(
    Position position,
    Message message,
    Qos qos,
    boolean retain,
    int[] subscriptionIdentifiers,
    String sharedGroup,
    boolean isVoid) {

  /** One that counts. */
  public StoredMessage(
      Position position,
      Message message,
      Qos qos,
      boolean retain,
      int[] subscriptionIdentifiers,
      String sharedGroup) {
    this(position, message, qos, retain, subscriptionIdentifiers, sharedGroup, false);
  }

  /** The same at its place in a queue, or in another queue. */
  public StoredMessage at(Position place) {
    return new StoredMessage(
        place, message, qos, retain, subscriptionIdentifiers, sharedGroup, isVoid);
  }

  /** The same, but it does not count. */
  public StoredMessage voided() {
    return new StoredMessage(
        position, message, qos, retain, subscriptionIdentifiers, sharedGroup, true);
  }
}
