package io.dynamq.control;

import java.util.List;

/**
 * The answer to a {@link WhyQuestion}.
 *
 * @param session null if the client has none here
 * @param subscriptions of the session, sorted by filter
 * @param messages oldest first
 * @param lostEvents how many events of that time were not noted for want of room
 * @param cut whether there is more than is shown
 * @param topicsRecorded whether the history has messages at all
 */
public record WhyReport(
    Session session,
    List<Filter> subscriptions,
    List<MessageFate> messages,
    long lostEvents,
    boolean cut,
    boolean topicsRecorded) {

  public WhyReport {
    subscriptions = List.copyOf(subscriptions);
    messages = List.copyOf(messages);
  }

  /**
   * Times are milliseconds since the epoch; 0: not.
   *
   * @param queued messages that wait and are not in flight
   */
  public record Session(
      boolean connected, long createdAt, long connectedAt, long disconnectedAt, long queued) {

    public Session withQueued(long messages) {
      return new Session(connected, createdAt, connectedAt, disconnectedAt, messages);
    }
  }

  /**
   * A subscription.
   *
   * @param subscribedAt milliseconds since the epoch; 0: longer ago than the history reaches
   */
  public record Filter(String filter, int qos, long subscribedAt) {}
}
