package io.dynamq.control;

/**
 * What became of entries that were to be handed over again.
 *
 * @param done are in their receiver's queue now
 * @param earlier had been handed over before, and were left alone
 * @param incomplete without payload, because it was too large to be kept
 * @param expired whose time is over
 * @param refused their receiver's queue or the store took no more, or there is no such session
 */
public record Redelivery(int done, int earlier, int incomplete, int expired, int refused) {

  /** Both. */
  public Redelivery plus(Redelivery more) {
    return new Redelivery(
        done + more.done,
        earlier + more.earlier,
        incomplete + more.incomplete,
        expired + more.expired,
        refused + more.refused);
  }
}
