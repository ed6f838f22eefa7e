package io.dynamq.auth.scram;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the server keeps of a password: enough to recognise its owner, not enough to pose as him.
 * Immutable; the arrays are never given away.
 */
public final class ScramCredential {
  /** Fewer are not accepted [RFC 7677 section 4]. */
  public static final int ITERATIONS_MIN = 4_096;

  /** More would keep a client busy for seconds at each connect. */
  public static final int ITERATIONS_MAX = 10_000_000;

  static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
  static final int KEY_BYTES = 32;
  static final int SALT_BYTES = 16;

  private static final int SALT_BYTES_MAX = 64;
  private static final String SCHEME = "SCRAM-SHA-256";
  private static final String BASE64 = "([A-Za-z0-9+/]+={0,2})";
  private static final Pattern FORM =
      Pattern.compile(
          SCHEME + "\\$(\\d{1,8}):" + BASE64 + "\\$" + BASE64 + ":" + BASE64);

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  ScramCredential(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  /**
   * Derives the keys with a fresh salt. Takes as long as it takes a client: not on an event loop.
   *
   * @return null if the password is empty or has characters that no password may have
   */
  public static ScramCredential of(char[] password, int iterations, SecureRandom random) {
    return of(password, iterations, ScramFunctions.salt(SALT_BYTES, random));
  }

  static ScramCredential of(char[] password, int iterations, byte[] salt) {
    char[] prepared = ScramNames.prepared(password);
    if (prepared == null) {
      return null;
    }
    byte[] salted =
        ScramFunctions.saltedPassword(
            MECHANISM, StringPreparation.SASL_PREPARATION, prepared, salt, iterations);
    return new ScramCredential(
        iterations,
        salt,
        ScramFunctions.storedKey(MECHANISM, ScramFunctions.clientKey(MECHANISM, salted)),
        ScramFunctions.serverKey(MECHANISM, salted));
  }

  /**
   * Reads the notation of {@link #text}.
   *
   * @return null if it is none, or a number in it is out of bounds
   */
  public static ScramCredential parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return null;
    }
    int iterations = Integer.parseInt(form.group(1));
    byte[] salt = bytes(form.group(2));
    byte[] storedKey = bytes(form.group(3));
    byte[] serverKey = bytes(form.group(4));
    boolean sound =
        iterations >= ITERATIONS_MIN
            && iterations <= ITERATIONS_MAX
            && salt.length > 0
            && salt.length <= SALT_BYTES_MAX
            && storedKey.length == KEY_BYTES
            && serverKey.length == KEY_BYTES;
    return sound ? new ScramCredential(iterations, salt, storedKey, serverKey) : null;
  }

  /** Empty if it is no base64. */
  private static byte[] bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /** {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>} [RFC 5803], as PostgreSQL. */
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return SCHEME
        + "$" + iterations
        + ":" + base64.encodeToString(salt)
        + "$" + base64.encodeToString(storedKey)
        + ":" + base64.encodeToString(serverKey);
  }

  /** How often the password is hashed. */
  public int iterations() {
    return iterations;
  }

  String saltText() {
    return Base64.getEncoder().encodeToString(salt);
  }

  byte[] storedKey() {
    return storedKey;
  }

  byte[] serverKey() {
    return serverKey;
  }

  /** Without the keys, so that no log gets them. */
  @Override
  public String toString() {
    return SCHEME + " with " + iterations + " iterations";
  }
}
