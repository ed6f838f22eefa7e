package io.dynamq.store;

/**
 * A reading of the store's condition.
 *
 * @param available false while writes cannot reach the store (they are kept, within bounds)
 * @param reason one line for operators, empty while available
 * @param pressure unflushed state as a share of its bound, 0.0 to 1.0; at {@link #SLOW} publishers
 *     that need storing are slowed, at 1.0 writes are refused as throttled
 */
public record StorageHealth(boolean available, String reason, double pressure) {

  /** Pressure at which publishers are slowed. */
  public static final double SLOW = 0.8;

  /** All well. */
  public static final StorageHealth UP = new StorageHealth(true, "", 0);

  public boolean isSlow() {
    return pressure >= SLOW;
  }
}
