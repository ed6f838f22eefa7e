package io.dynamq.engine;

import io.dynamq.observe.DropReason;
import io.dynamq.session.SessionLimits;
import io.dynamq.session.SessionProfile;

/**
 * Which limit it was that a message ran into, in the words of the configuration.
 *
 * @param limits of the receiver
 * @param maximumPacketSize that the client has named, in bytes; -1 if there is none
 */
record DropWords(SessionLimits limits, long maximumPacketSize) {

  /** Of a receiver that is not connected. */
  static DropWords of(SessionLimits limits) {
    return new DropWords(limits, -1);
  }

  /** Of a client that is just admitted. */
  static DropWords of(SessionProfile profile, Attach attach) {
    return new DropWords(profile.limits(), attach.channel().dialect().maximumPacketSize());
  }

  /** Empty where the reason says all. */
  String of(DropReason reason) {
    return switch (reason) {
      case QUEUE_FULL -> limit("max_mqueue_len", limits.queue().maxMessages(), "");
      case QUEUE_BYTES_FULL -> limit("max_mqueue_bytes", limits.queue().maxBytes(), "");
      case TOO_OLD -> limit("max_mqueue_age", limits.excess().maxAgeMillis(), "ms");
      case TOO_LARGE -> limit("the client's Maximum Packet Size", maximumPacketSize, "");
      default -> "";
    };
  }

  private static String limit(String name, long value, String unit) {
    return value > 0 ? name + " = " + value + unit : "";
  }
}
