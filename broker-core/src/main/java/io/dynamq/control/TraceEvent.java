package io.dynamq.control;

import java.util.Locale;

/**
 * One thing that a trace shows. All texts but the payload are safe to print and bounded, whoever
 * chose them.
 *
 * @param atMicros since the epoch
 * @param topic a topic name, or the path of a filter; null if it is not about one
 * @param words what happened
 * @param payload of the message, shared and never written to; null if there is none
 */
public record TraceEvent(
    long atMicros, Step step, Who who, String topic, String words, byte[] payload) {

  /** What happened. */
  public enum Step {
    RECEIVED,
    SENT,
    AUTHENTICATED,
    /** Authentication, an access rule or a limit says no. */
    REFUSED,
    SUBSCRIBED,
    UNSUBSCRIBED,
    PUBLISHED,
    MATCHED,
    QUEUED,
    ACKNOWLEDGED,
    DROPPED,
    DISCONNECTED;

    /** Whether somebody does not get what he wanted. */
    public boolean isTrouble() {
      return this == REFUSED || this == DROPPED;
    }

    /** In small letters. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Whom it concerns.
   *
   * @param client null if there is no name yet
   * @param host numeric address, null if the client is not connected
   * @param port 0 if unknown
   * @param sender who published the message in question, null if it is about none
   */
  public record Who(String client, String host, int port, String sender) {}
}
