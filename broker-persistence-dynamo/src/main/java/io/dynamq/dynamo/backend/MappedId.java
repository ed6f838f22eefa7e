package io.dynamq.dynamo.backend;

import java.util.Comparator;

/** A stored message's id with the topic whose map holds it. */
record MappedId(String topic, StoredId id) {
  /** Publish order. */
  static final Comparator<MappedId> ORDER = Comparator.comparing(MappedId::id);
}
