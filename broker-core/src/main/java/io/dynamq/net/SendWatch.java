package io.dynamq.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Notices a peer that takes no bytes although some wait for it. Looks at what is first in line each
 * time it is asked, so that writing costs nothing.
 */
final class SendWatch {
  private final Channel channel;
  private final long limitNanos;
  private Object first;
  private long progress;
  private long movedAt;

  SendWatch(Channel channel, long limitMillis) {
    this.channel = channel;
    this.limitNanos = TimeUnit.MILLISECONDS.toNanos(limitMillis);
  }

  /** True if the same bytes have been first in line for the whole limit. */
  boolean isStuck(long now) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    Object head = waiting == null ? null : waiting.current();
    if (head == null) {
      first = null;
      return false;
    }
    if (head != first || waiting.currentProgress() != progress) {
      first = head;
      progress = waiting.currentProgress();
      movedAt = now;
      return false;
    }
    return now - movedAt > limitNanos;
  }
}
