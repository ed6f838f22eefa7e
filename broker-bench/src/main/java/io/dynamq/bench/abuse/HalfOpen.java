package io.dynamq.bench.abuse;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections that never say a whole CONNECT: some bytes of it at the start, or one each second. As
 * soon as the broker ends one there is a new one.
 */
final class HalfOpen implements Abuse {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final byte[] BEGUN = {0x10, 0x40, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60};
  private static final double LONGEST_SECONDS = 10;

  private final int count;
  private final int atOnce;
  private final boolean drips;
  private final Deque<Held> open = new ArrayDeque<>();
  private long ended;
  private double longest;

  private static final class Held {
    private final SocketChannel channel;
    private final long since = System.nanoTime();
    private int said;

    Held(SocketChannel channel) {
      this.channel = channel;
    }
  }

  /**
   * @param count connections at a time
   * @param atOnce bytes that are said at the start
   * @param drips whether one more follows each second
   */
  HalfOpen(int count, int atOnce, boolean drips) {
    this.count = count;
    this.atOnce = atOnce;
    this.drips = drips;
  }

  @Override
  public Outcome run(int port, long endNanos) throws IOException {
    while (!Abuse.isOver(endNanos)) {
      while (open.size() < count && !Abuse.isOver(endNanos)) {
        open.add(connect(port));
      }
      for (int i = open.size(); i > 0; i--) {
        look(open.remove());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    double oldest = 0;
    for (Held held : open) {
      oldest = Math.max(oldest, (System.nanoTime() - held.since) / 1e9);
      held.channel.close();
    }
    double most = Math.max(longest, oldest);
    return new Outcome(
        most < LONGEST_SECONDS,
        "%,d held, %,d ended by the broker, the oldest after %.1f s".formatted(count, ended, most));
  }

  private Held connect(int port) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.configureBlocking(false);
    Held held = new Held(channel);
    say(held, atOnce);
    return held;
  }

  private static void say(Held held, int bytes) throws IOException {
    int until = Math.min(BEGUN.length, held.said + bytes);
    held.channel.write(ByteBuffer.wrap(BEGUN, held.said, until - held.said));
    held.said = until;
  }

  private void look(Held held) throws IOException {
    double seconds = (System.nanoTime() - held.since) / 1e9;
    boolean over;
    try {
      over = held.channel.read(ByteBuffer.allocate(64)) < 0;
      if (!over && drips && System.nanoTime() - held.since > held.said * SECOND_NANOS) {
        say(held, 1);
      }
    } catch (IOException e) {
      over = true;
    }
    if (over) {
      ended++;
      longest = Math.max(longest, seconds);
      held.channel.close();
    } else {
      open.add(held);
    }
  }
}
