package io.dynamq.dynamo.wal;

/** When the log forces what it wrote to the disk. A killed process loses nothing either way. */
public enum Fsync {
  /** Before anybody is told that a group is safe: a power cut loses nothing. */
  ALWAYS,
  /** Every so often: a power cut loses at most that long. */
  INTERVAL,
  /** When the operating system thinks it right. */
  NEVER
}
