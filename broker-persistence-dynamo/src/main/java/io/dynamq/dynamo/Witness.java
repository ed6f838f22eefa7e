package io.dynamq.dynamo;

/** Whose session's row must tell of a message in a queue before it counts, if the log is lost. */
enum Witness {
  /** Nobody's. */
  NONE,

  /** Its publisher's: {@link PublishMarks}. */
  PUBLISHER,

  /** The queue's own, for it came from another queue: {@link MoveMarks}. */
  RECEIVER
}
