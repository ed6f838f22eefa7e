package io.dynamq.store;

import io.dynamq.message.MessageId;

/**
 * Something that happened to a message or to a session, without the message itself.
 *
 * @param atMicros when, microseconds since the epoch
 * @param messageId null where it is about no message, or about one that was refused
 * @param client whom it is about: the publisher, the receiver, or whose session it is
 * @param topic topic, or the filter of a subscription; null where there is none
 * @param number what {@link Kind} says
 * @param words what {@link Kind} says; null where there are none
 */
public record HistoryEvent(
    Kind kind,
    long atMicros,
    MessageId messageId,
    String client,
    String topic,
    long number,
    String words) {

  /** What happened. The ordinal is stored: new ones go last. */
  public enum Kind {
    /** A message of QoS 1 or 2 was published; number: receivers. */
    PUBLISHED,
    /** A publish was refused; words: by what. */
    REFUSED,
    /** A message was handed to the connection for the first time; number: QoS. */
    SENT,
    /** The receiver has acknowledged it: PUBACK, or PUBREC of QoS 2. */
    ACKNOWLEDGED,
    /** A session that is kept began. */
    SESSION_CREATED,
    /** It ended; words: why. */
    SESSION_ENDED,
    /** Number: QoS, and {@link HistoryEvent#ANEW} if the client had no such subscription before. */
    SUBSCRIBED,
    UNSUBSCRIBED,
    /** Nothing is known of so many events (number) before this one. */
    LOST
  }

  /** In the number of a subscription: there was none before. */
  public static final int ANEW = 4;

  public static HistoryEvent ofSession(Kind kind, long atMicros, String client, String words) {
    return new HistoryEvent(kind, atMicros, null, client, null, 0, words);
  }

  public static HistoryEvent ofMessage(
      Kind kind, long atMicros, MessageId id, String client, String topic, long number) {
    return new HistoryEvent(kind, atMicros, id, client, topic, number, null);
  }
}
