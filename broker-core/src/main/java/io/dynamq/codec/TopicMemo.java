package io.dynamq.codec;

import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Reads topic names and remembers the last one: most clients publish to the same topic again and
 * again, and equal bytes need neither be checked nor be copied twice.
 */
final class TopicMemo {
  /** Longer names are read anew each time, so that a connection keeps little. */
  private static final int MAX_REMEMBERED_BYTES = 512;

  private ByteBuf lastBytes = Unpooled.EMPTY_BUFFER;
  private TopicName last;

  /**
   * The length-prefixed topic name at the reader; null if its length is 0.
   *
   * @throws WireException if it is ill-formed or holds a wildcard
   */
  TopicName read(WireReader in) {
    int length = in.u16();
    if (length == 0) {
      return null;
    }
    if (length == lastBytes.writerIndex() && equalsLast(in.peek(length), length)) {
      in.skip(length);
      return last;
    }
    byte[] bytes = in.bytes(length);
    TopicName topic = topicName(Utf8.decode(bytes));
    if (length <= MAX_REMEMBERED_BYTES) {
      lastBytes = Unpooled.wrappedBuffer(bytes);
      last = topic;
    }
    return topic;
  }

  private boolean equalsLast(ByteBuf in, int length) {
    return ByteBufUtil.equals(in, in.readerIndex(), lastBytes, 0, length);
  }

  /** A name from text that is already known to be well-formed. */
  static TopicName topicName(String text) {
    try {
      return TopicName.of(text);
    } catch (InvalidTopicException e) {
      throw WireException.of(
          new Rejected(ReasonCode.TOPIC_NAME_INVALID, "MQTT-3.3.2-2", e.getMessage()));
    }
  }
}
