package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.UserProperty;
import io.dynamq.packet.Notice;
import io.dynamq.store.Durability;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a publisher that asks for it is told in PUBACK or PUBREC beside the code: which message it
 * has become, what is promised and since when, and how many receivers there were.
 */
final class ReceiptDetails {
  /** The user property of a PUBLISH that asks for the details, and the value that does. */
  private static final String ASKED = "x-receipt";

  private static final String YES = "1";

  private final Time time;
  private final Durability durability;
  private MessageId id;
  private int receivers;

  private ReceiptDetails(Time time, MessageId id, Durability durability) {
    this.time = time;
    this.id = id;
    this.durability = durability;
  }

  /** Null if the publisher did not ask. */
  static ReceiptDetails of(Message message, Durability durability, Time time) {
    List<UserProperty> properties = message.properties().userProperties();
    for (int i = 0; i < properties.size(); i++) {
      UserProperty property = properties.get(i);
      if (property.name().equals(ASKED)) {
        return property.value().equals(YES)
            ? new ReceiptDetails(time, message.id(), durability)
            : null;
      }
    }
    return null;
  }

  /**
   * Everyone who gets it has been asked.
   *
   * @param matched how many there are, -1 if it is kept for later
   */
  void taken(Message as, int matched) {
    id = as.id();
    receivers = matched;
  }

  /**
   * The promise holds from now on.
   *
   * @param stored whether anything had to be kept
   */
  Notice told(boolean stored) {
    List<UserProperty> words = new ArrayList<>(4);
    words.add(new UserProperty("x-msgid", id.toHex()));
    String promise = stored ? durability.name().toLowerCase(Locale.ROOT) : "none";
    words.add(new UserProperty("x-durability", promise));
    if (stored) {
      words.add(new UserProperty("x-stored-at", Long.toString(time.epochMillis())));
    }
    if (receivers >= 0) {
      words.add(new UserProperty("x-matched", Integer.toString(receivers)));
    }
    return new Notice(null, words);
  }
}
