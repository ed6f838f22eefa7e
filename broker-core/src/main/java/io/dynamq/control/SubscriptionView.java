package io.dynamq.control;

/** One subscription; the filter as the client wrote it, prefix included. */
public record SubscriptionView(
    String clientId, String filter, int qos, boolean noLocal, boolean retainAsPublished, int retainHandling, int identifier) {}
