package io.dynamq.dynamo.writebehind;

/** The order of writes within a flush round; a stage starts when the one before is acknowledged. */
public enum Stage {
  /** Message bodies: before anything that refers to them. */
  BODIES,
  /** Queue segments and subscriptions, and every other item that stands for itself. */
  CONTENT,
  /** Session rows: the acknowledged floor only after what it counts. */
  SESSIONS,
  /** Deletions, last. Every delete is in this stage, whatever its put was in. */
  DELETES
}
