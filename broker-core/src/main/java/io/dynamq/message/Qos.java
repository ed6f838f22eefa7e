package io.dynamq.message;

/** Quality of service; the ordinal is the value on the wire [MQTT section 4.3]. */
public enum Qos {
  AT_MOST_ONCE,
  AT_LEAST_ONCE,
  EXACTLY_ONCE;

  private static final Qos[] LEVELS = values();

  /** The level of a wire value 0, 1 or 2; null for any other value. */
  public static Qos of(int value) {
    return value >= 0 && value < LEVELS.length ? LEVELS[value] : null;
  }

  /** 0, 1 or 2. */
  public int value() {
    return ordinal();
  }

  /** The lower of both: the level at which a message reaches a subscriber. */
  public Qos min(Qos other) {
    return ordinal() <= other.ordinal() ? this : other;
  }

  /** True for levels that are acknowledged and, for persistent sessions, stored. */
  public boolean isAcknowledged() {
    return this != AT_MOST_ONCE;
  }
}
