package io.dynamq.routing;

/** Takes the receivers that a match finds, on the thread that matches. */
@FunctionalInterface
public interface Sink {

  /** One receiver; called once per client and once more for each of its shared subscriptions. */
  void accept(Subscriber subscriber, Terms terms);

  /** A client that gets nothing because it sent the message itself [MQTT-3.8.3-3]. */
  default void skippedNoLocal(Subscriber subscriber) {}
}
