package io.dynamq.dynamo.writebehind;

/** How long a state may wait before it is flushed, in rising order. */
enum Urgency {
  /** The hold window: nobody waits for it. */
  NONE,

  /** {@link DueLine#PATIENCE_NANOS}: somebody waits, but it is likely to be taken back by then. */
  SOON,

  /** Not at all. */
  NOW
}
