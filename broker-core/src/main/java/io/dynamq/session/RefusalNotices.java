package io.dynamq.session;

import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import java.util.EnumMap;
import java.util.Map;

/** Reason strings of negative acknowledgements, made once. */
final class RefusalNotices {
  private static final Map<ReasonCode, Notice> NOTICES = new EnumMap<>(ReasonCode.class);

  static {
    put(ReasonCode.NOT_AUTHORIZED, "not allowed to publish to this topic");
    put(ReasonCode.TOPIC_NAME_INVALID, "the topic has too many levels or cannot be used here");
    put(ReasonCode.PACKET_IDENTIFIER_IN_USE, "a QoS 2 exchange of this identifier is unfinished");
    put(ReasonCode.QUOTA_EXCEEDED, "more waits to be stored than the broker takes");
    put(ReasonCode.PAYLOAD_FORMAT_INVALID, "the payload is not the UTF-8 it claims");
    put(ReasonCode.UNSPECIFIED_ERROR, "the message could not be stored");
  }

  private RefusalNotices() {}

  private static void put(ReasonCode code, String words) {
    NOTICES.put(code, Notice.because(words));
  }

  /** {@link Notice#NONE} for what is no refusal. */
  static Notice of(ReasonCode code) {
    return code.isError() ? NOTICES.getOrDefault(code, Notice.NONE) : Notice.NONE;
  }
}
