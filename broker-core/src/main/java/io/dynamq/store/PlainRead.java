package io.dynamq.store;

/**
 * Something that an operator reads, so that a store can say how to read it without a broker.
 *
 * @param name client id, filter or topic that it is about; null if it is about all
 * @param node that the configuration names
 * @param sinceMillis what is older is of no interest; 0 = everything is
 * @param nowMillis what has expired by now is not shown
 */
public record PlainRead(
    Subject subject, String name, String node, long sinceMillis, long nowMillis) {

  /** What is read. */
  public enum Subject {
    SESSIONS,
    SESSION,
    SUBSCRIPTIONS,
    SUBSCRIPTIONS_OF,
    ROUTES,
    ROUTE,
    RETAINED_COUNT,
    RETAINED_TOPICS,
    UNDELIVERED,
    BANS,
    /** What {@code why} looks at, for one client; of no earlier time than an hour if none is given. */
    WHY
  }
}
