package io.dynamq.dynamo.wal;

/** Makes the bytes of one group of records; reused from group to group, on the log's thread only. */
public interface GroupEncoder {

  /** Forgets the group before. */
  void begin();

  /** Adds a record; if it throws, the group is as it was before. */
  void add(LogRecord record);

  /** Holds the group from its start; valid until {@link #begin}. */
  byte[] buffer();

  /** Bytes of the group. */
  int length();
}
