package io.dynamq.dynamo.simulation;

import io.dynamq.topic.TopicName;

/** A message that a client has begun to publish. Moments are microseconds. */
final class Sent {
  static final long NEVER = Long.MAX_VALUE;

  final String stream;
  final int number;
  final TopicName topic;
  final int qos;
  final long since;

  /** Removes what is retained. */
  final boolean empty;

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
