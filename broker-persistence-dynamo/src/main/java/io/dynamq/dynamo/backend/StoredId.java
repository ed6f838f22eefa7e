package io.dynamq.dynamo.backend;

import io.dynamq.message.MessageId;
import java.util.Comparator;

/**
 * A message id as the tables hold it. Natural order: decoded ids in publish order, then those that
 * do not decode (older EMQX releases) by their text. The text's own order is not time order.
 *
 * @param decoded null if the text does not decode
 */
record StoredId(String text, MessageId decoded) implements Comparable<StoredId> {
  private static final Comparator<StoredId> ORDER =
      Comparator.comparing(StoredId::decoded, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(StoredId::text);

  static StoredId of(String text) {
    return new StoredId(text, MessageId.parse(text));
  }

  static StoredId of(MessageId id) {
    return new StoredId(id.toText(), id);
  }

  @Override
  public int compareTo(StoredId other) {
    return ORDER.compare(this, other);
  }
}
