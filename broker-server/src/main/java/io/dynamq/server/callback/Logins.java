package io.dynamq.server.callback;

import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.time.Time;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who was let in a moment ago, by a keyed hash of all that the service was told. Bounded; the oldest
 * go first. Any thread.
 */
final class Logins {
  private static final int MAX = 100_000;

  private final long keepMillis;
  private final Time time;
  private final byte[] secret = new byte[32];
  private final Map<ByteBuffer, Login> logins =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Login> eldest) {
          return size() > MAX;
        }
      };

  private record Login(Opinion opinion, long untilMillis) {}

  Logins(long keepMillis, Time time) {
    this.keepMillis = keepMillis;
    this.time = time;
    new SecureRandom().nextBytes(secret);
  }

  /** Null if it is not known. */
  synchronized Opinion of(Credentials credentials) {
    if (keepMillis == 0) {
      return null;
    }
    ByteBuffer key = key(credentials);
    Login login = logins.get(key);
    if (login != null && login.untilMillis <= time.epochMillis()) {
      logins.remove(key);
      return null;
    }
    return login == null ? null : login.opinion;
  }

  synchronized void add(Credentials credentials, Opinion opinion) {
    if (keepMillis > 0) {
      logins.put(key(credentials), new Login(opinion, time.epochMillis() + keepMillis));
    }
  }

  private ByteBuffer key(Credentials credentials) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(secret);
      part(digest, text(credentials.clientId()));
      part(digest, text(credentials.username()));
      part(digest, credentials.password());
      part(digest, text(address(credentials)));
      part(digest, text(credentials.listener()));
      return ByteBuffer.wrap(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String address(Credentials credentials) {
    return credentials.peer() instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? inet.getAddress().getHostAddress()
        : "";
  }

  private static byte[] text(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  private static void part(MessageDigest digest, byte[] part) {
    int length = part == null ? -1 : part.length;
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
    if (part != null) {
      digest.update(part);
    }
  }
}
