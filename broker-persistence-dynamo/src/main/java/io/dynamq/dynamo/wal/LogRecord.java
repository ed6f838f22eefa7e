package io.dynamq.dynamo.wal;

/**
 * Something to be logged. Encoded on the log's thread, so what it holds must not change any more;
 * an instance is logged once.
 */
public abstract class LogRecord {
  /** The record that was handed over before this one, while both wait. */
  LogRecord before;

  /** What it takes up while it waits, estimated. */
  public abstract int bytes();
}
