package io.dynamq.session;

/** What gives way when a queue is full. */
public enum Overflow {
  /** What has waited longest, as in EMQX. */
  DROP_OLDEST,
  /** What comes. */
  DROP_NEWEST,
  /** The publisher of what comes: it is told 0x97, and may publish again. */
  REJECT_PUBLISHER
}
