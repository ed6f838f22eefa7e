package io.dynamq.dynamo.simulation;

import io.dynamq.topic.TopicName;

/** A message that a client has begun to publish. Moments are microseconds. */
final class Sent {
  static final long NEVER = Long.MAX_VALUE;
  private static final long NOTED_MICROS = 5_000_000;

  final String stream;
  final int number;
  final TopicName topic;
  final int qos;
  final long since;

  /** Removes what is retained. */
  final boolean empty;

  /** 0: at once; seconds. */
  long delaySeconds;

  /** -1: never. */
  long expirySeconds = -1;

  /** Whether the broker publishes it when a connection ends. */
  boolean isWill;

  /** When it was first taken by somebody. */
  long came = NEVER;

  /** Null as soon as it was sent to two. */
  Node node;
  private boolean sent;

  /** When the publisher was told that the broker has it. */
  long acknowledged = NEVER;

  Sent(String stream, int number, TopicName topic, int qos, long since, boolean empty) {
    this.stream = stream;
    this.number = number;
    this.topic = topic;
    this.qos = qos;
    this.since = since;
    this.empty = empty;
  }

  String payload() {
    return empty ? "" : stream + " " + number;
  }

  boolean wasUnderWayAt(long moment) {
    return since <= moment && moment <= acknowledged;
  }

  /** The name that it is published under. */
  TopicName publishedAs() {
    return delaySeconds == 0
        ? topic
        : TopicName.of("$delayed/" + delaySeconds + "/" + topic.value());
  }

  /** Of one publisher they come in the order in which they were sent. */
  boolean isOrdered() {
    return delaySeconds == 0 && !isWill && !isOfGroup();
  }

  /** Whether it is for one member of the group. */
  boolean isOfGroup() {
    return topic.value().startsWith("g/");
  }

  /** A will says so by this alone; that the broker has noted it takes a while. */
  void came(long micros) {
    came = Math.min(came, micros);
    if (isWill && !isAcknowledged()) {
      acknowledged = micros + NOTED_MICROS;
    }
  }

  boolean isAcknowledged() {
    return acknowledged != NEVER;
  }

  /** Whether it was sent again. */
  boolean repeated;

  /** Whether it was refused, or taken and perhaps forgotten. */
  boolean refused;

  void sentTo(Node next) {
    node = !sent || node == next ? next : null;
    sent = true;
  }

  @Override
  public String toString() {
    return stream + " " + number + (empty ? " (empty)" : "");
  }
}
