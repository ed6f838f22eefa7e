package io.dynamq.store;

import io.dynamq.message.ClientId;
import io.dynamq.observe.DropReason;

/**
 * One message of QoS 1 or 2 that a receiver whose state outlives its connection did not get.
 *
 * @param receiver the client, or the filter text of a shared subscription whose group it was for
 * @param atMicros when that was decided, microseconds since the epoch
 * @param delivery the message and how it was to be delivered; its position is null, or where it was
 *     in the receiver's queue
 * @param detail more than the reason says, such as which limit, in words; possibly empty
 */
public record LedgerEntry(
    ClientId receiver, long atMicros, StoredMessage delivery, DropReason reason, String detail) {

  /** The same but for the message, such as one without its payload. */
  public LedgerEntry with(StoredMessage other) {
    return new LedgerEntry(receiver, atMicros, other, reason, detail);
  }
}
