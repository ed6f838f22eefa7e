package io.dynamq.engine;

import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import java.util.List;

/** The reason string of SUBACK and UNSUBACK: which filters were refused, and why. */
final class FilterNotices {
  /** An answer names so many; a client that sends thousands of bad filters gets no novel. */
  private static final int MAX_NAMED = 5;

  private FilterNotices() {}

  /** {@link Notice#NONE} if none was refused. */
  static Notice of(List<ReasonCode> codes) {
    StringBuilder words = null;
    int named = 0;
    for (int i = 0; i < codes.size() && named < MAX_NAMED; i++) {
      if (codes.get(i).isError()) {
        named++;
        words = words == null ? new StringBuilder() : words.append("; ");
        words.append("filter ").append(i + 1).append(": ").append(words(codes.get(i)));
      }
    }
    return words == null ? Notice.NONE : Notice.because(words.toString());
  }

  private static String words(ReasonCode code) {
    return switch (code) {
      case TOPIC_FILTER_INVALID -> "is no filter that can be used here";
      case NOT_AUTHORIZED -> "not allowed";
      case QUOTA_EXCEEDED -> "there are too many subscriptions, or someone else's is exclusive";
      case PACKET_IDENTIFIER_IN_USE -> "a QoS 2 exchange of this identifier is unfinished";
      default -> code.words().replace('_', ' ');
    };
  }
}
