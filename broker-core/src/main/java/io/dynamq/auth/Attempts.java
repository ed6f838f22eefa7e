package io.dynamq.auth;

import io.dynamq.time.Time;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many attempts each address has left. An attempt is taken when it begins and given back if it
 * succeeds, so that failures and what is under way count. IPv6 addresses of one /64 are one, for
 * they are one host's. Remembers a bounded number of addresses; when there is no room, those that
 * are not remembered share one allowance. Any thread.
 */
final class Attempts {
  static final int MAX_ADDRESSES = 65_536;
  private static final int IPV6_NETWORK_BYTES = 8;
  private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final Time time;
  private final ConcurrentHashMap<Object, Allowance> byAddress = new ConcurrentHashMap<>();
  private final Allowance strangers;
  private final AtomicLong sweptAt;

  /**
   * @param perSecond also how many may be made at once after a pause
   */
  Attempts(int perSecond, Time time) {
    this.perSecond = perSecond;
    this.time = time;
    this.strangers = new Allowance(perSecond, time.nanos());
    this.sweptAt = new AtomicLong(time.nanos());
  }

  /** One attempt; null if its address has none left. */
  Allowance take(SocketAddress peer) {
    long now = time.nanos();
    Allowance allowance = of(key(peer), now);
    return allowance.take(now) ? allowance : null;
  }

  int addresses() {
    return byAddress.size();
  }

  private Allowance of(Object key, long now) {
    Allowance known = byAddress.get(key);
    if (known != null) {
      return known;
    }
    if (byAddress.size() >= MAX_ADDRESSES) {
      sweep(now);
      if (byAddress.size() >= MAX_ADDRESSES) {
        return strangers;
      }
    }
    return byAddress.computeIfAbsent(key, unused -> new Allowance(perSecond, now));
  }

  /** Forgets who has made no attempts for a second: to them nothing changes. */
  private void sweep(long now) {
    long before = sweptAt.get();
    if (now - before >= SWEEP_NANOS && sweptAt.compareAndSet(before, now)) {
      byAddress.values().removeIf(allowance -> allowance.isWhole(now));
    }
  }

  private static Object key(SocketAddress peer) {
    if (!(peer instanceof InetSocketAddress inet) || inet.isUnresolved()) {
      return "local";
    }
    InetAddress address = inet.getAddress();
    return address instanceof Inet6Address
        ? new Network(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
        : address;
  }

  /** A /64. */
  private record Network(byte[] prefix) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Network network && Arrays.equals(prefix, network.prefix);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(prefix);
    }
  }

  /** What one address has left. */
  static final class Allowance {
    private final int perSecond;
    private double left;
    private long at;

    private Allowance(int perSecond, long now) {
      this.perSecond = perSecond;
      this.left = perSecond;
      this.at = now;
    }

    private synchronized boolean take(long now) {
      refill(now);
      if (left < 1) {
        return false;
      }
      left--;
      return true;
    }

    private synchronized boolean isWhole(long now) {
      refill(now);
      return left >= perSecond;
    }

    private void refill(long now) {
      if (now > at) {
        double grown = (double) (now - at) * perSecond / TimeUnit.SECONDS.toNanos(1);
        left = Math.min(perSecond, left + grown);
        at = now;
      }
    }

    /** The attempt was none: it succeeded, or the server could not judge it. */
    synchronized void giveBack() {
      left = Math.min(perSecond, left + 1);
    }
  }
}
