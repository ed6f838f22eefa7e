package io.dynamq.control;

/**
 * What has become of one message on its way to one client. Times are milliseconds since the epoch, 0
 * if not known.
 *
 * @param messageId in hex; null of a publish that was refused
 * @param at when it came to this; what exactly, {@link Outcome} says
 * @param sentAt when it was first sent
 * @param packetId while in flight, else 0
 * @param behind how many messages come before it, while it is in a queue
 * @param words reason, rule or filter; null if there is none
 */
public record MessageFate(
    String messageId,
    String topic,
    String publisher,
    long publishedAt,
    Outcome outcome,
    long at,
    long sentAt,
    int packetId,
    long behind,
    String words) {

  /** How it ended, or where it is. */
  public enum Outcome {
    /** At: when. */
    ACKNOWLEDGED,
    /** The client has not answered yet; words: what is missing. */
    IN_FLIGHT,
    QUEUED,
    /** In the queue of a shared group that the client is a member of; words: the subscription. */
    WITH_GROUP,
    /** It was sent and is not in the queue any more, but no acknowledgement was noted. */
    SENT,
    /** Words: the reason, and which limit. */
    NOT_DELIVERED,
    /** The publisher was refused; words: by what. */
    REFUSED,
    /** At: when the session was created. */
    NO_SESSION_YET,
    /** At: when; words: why. */
    SESSION_ENDED,
    /** Nothing is known of a session of this client. */
    NO_SESSION,
    /** At: when it subscribed; words: the filter. */
    NOT_SUBSCRIBED_YET,
    /** At: when; words: the filter. */
    UNSUBSCRIBED,
    /** No filter of the client matches. */
    NO_SUBSCRIPTION,
    /** It does not want its own messages; words: the filter. */
    NO_LOCAL,
    /** Words: the shared subscription. */
    ANOTHER_MEMBER,
    /** Such a delivery is neither kept nor noted; words: the filter. */
    AT_QOS_0,
    /** It matched; words: the filter. */
    NOT_NOTED
  }
}
