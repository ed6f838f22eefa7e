package io.dynamq.control;

import java.util.List;

/**
 * The answer to a {@link PublishQuestion} or {@link SubscribeQuestion}, as things are now.
 *
 * @param accepted false if it would be refused; the last step says why
 * @param steps in the order in which the broker takes them
 * @param receivers whom a message would be for, up to a bound; empty for a subscription
 * @param matched how many there are
 * @param storedCopies how many queues and retained rows would keep it
 * @param storedBytes of one of these: payload, topic and properties
 */
public record Explanation(
    boolean accepted,
    List<Step> steps,
    List<Receiver> receivers,
    int matched,
    int storedCopies,
    long storedBytes) {

  public Explanation {
    steps = List.copyOf(steps);
    receivers = List.copyOf(receivers);
  }

  /** What is looked at, and what is found. */
  public record Step(String name, String finding) {}

  /**
   * One that would get it.
   *
   * @param group filter of the shared subscription, of which one member is chosen; null for none
   * @param qos of the delivery
   * @param queued messages that wait for it
   * @param room how many more may wait; -1 = any number
   */
  public record Receiver(
      String clientId,
      String group,
      int qos,
      boolean connected,
      boolean persistent,
      long queued,
      long room) {}
}
