package io.dynamq.control;

import io.dynamq.topic.TopicFilter;

/** What a trace is about. */
public sealed interface TraceScope {

  /**
   * Whether an event belongs to it.
   *
   * @param topic null if it is not about one
   */
  boolean covers(TraceEvent.Who who, String topic);

  /** Everything of a client, and what becomes of its messages at others. */
  record Client(String clientId) implements TraceScope {
    @Override
    public boolean covers(TraceEvent.Who who, String topic) {
      return clientId.equals(who.client()) || clientId.equals(who.sender());
    }
  }

  /** Messages of some topics, and subscriptions to them. */
  record Topic(TopicFilter filter) implements TraceScope {
    @Override
    public boolean covers(TraceEvent.Who who, String topic) {
      return topic != null && TopicFilter.matches(filter.path(), topic);
    }
  }

  /** Every client at an address, as numbers. */
  record Address(String host) implements TraceScope {
    @Override
    public boolean covers(TraceEvent.Who who, String topic) {
      return host.equals(who.host());
    }
  }
}
