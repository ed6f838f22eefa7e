package io.dynamq.dynamo.simulation;

/** A session's time on one node, from CONNACK there to the next CONNECT elsewhere; microseconds. */
final class Stay {
  final Node node;
  final long since;
  long until = Sent.NEVER;

  Stay(Node node, long since) {
    this.node = node;
    this.since = since;
  }

  boolean covers(Sent message) {
    return message.node == node && since <= message.since && message.acknowledged < until;
  }
}
