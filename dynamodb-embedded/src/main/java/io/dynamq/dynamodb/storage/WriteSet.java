package io.dynamq.dynamodb.storage;

import java.util.ArrayList;
import java.util.List;

/** Puts and deletes that reach the store together or not at all. Used by one thread. */
public final class WriteSet {

  /** One change; the value is null for a delete. */
  record Entry(byte[] key, byte[] value) {}

  private final List<Entry> entries = new ArrayList<>();

  /** Adds a put. */
  public WriteSet put(byte[] key, byte[] value) {
    entries.add(new Entry(key, value));
    return this;
  }

  /** Adds a delete. */
  public WriteSet delete(byte[] key) {
    entries.add(new Entry(key, null));
    return this;
  }

  List<Entry> entries() {
    return entries;
  }
}
