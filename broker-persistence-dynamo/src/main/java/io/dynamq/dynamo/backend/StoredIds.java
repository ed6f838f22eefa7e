package io.dynamq.dynamo.backend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dynamq.message.MessageId;

/**
 * Remembers what a message's id alone does not tell: the stored form of ids that do not decode, and
 * which messages were acknowledged just now. Bounded; what is forgotten costs a needless request.
 */
final class StoredIds {
  private static final int MAX = 20_000;

  private final Cache<MessageId, String> opaque =
      Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();
  private final Cache<MessageId, Boolean> acknowledged =
      Caffeine.newBuilder().maximumSize(MAX).executor(Runnable::run).build();

  /** A message is about to be delivered whose id stands in for one that does not decode. */
  void delivering(StoredMessage stored) {
    MessageId id = stored.message().id();
    if (MessageId.parse(stored.storedId()) == null) {
      opaque.put(id, stored.storedId());
    }
  }

  /** The id as the tables hold it. */
  StoredId of(MessageId id) {
    String text = opaque.getIfPresent(id);
    return text == null ? StoredId.of(id) : new StoredId(text, null);
  }

  /** False if another receiver has acknowledged this message already, so that nothing is left. */
  boolean isFirstAcknowledgement(MessageId id) {
    return acknowledged.asMap().putIfAbsent(id, Boolean.TRUE) == null;
  }
}
