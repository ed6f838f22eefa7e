package io.dynamq.routing;

/** A receiver, and on what terms it gets a message. */
public record Target(Subscriber subscriber, Terms terms) {}
