package io.dynamq.server.users;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.MD5Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A password in a table, hashed in one of the ways that EMQX's {@code password_hash} names: {@code
 * plain}, {@code md5}, {@code sha}, {@code sha256}, {@code sha512}, the last four also as {@code
 * salt,sha256} and {@code sha256,salt}, {@code pbkdf2,sha256,<iterations>,<bytes>}, {@code bcrypt};
 * and {@code argon2id}. Digests are hexadecimal.
 */
sealed interface StoredPassword {
  int ITERATIONS_MAX = 1_000_000;
  int BYTES_MAX = 128;
  Pattern PBKDF2 = Pattern.compile("pbkdf2,(md5|sha|sha256|sha512),(\\d{1,7}),(\\d{1,3})");

  /** Takes as long for a wrong password as for the right one. */
  boolean matches(byte[] password);

  /** Null if they are no hash, or one that would cost too much to compare with. */
  static StoredPassword of(String hash, String salt, String algorithm) {
    if (hash == null || algorithm == null) {
      return null;
    }
    byte[] salted = salt == null ? new byte[0] : salt.getBytes(StandardCharsets.UTF_8);
    return switch (algorithm) {
      case "plain" -> new Plain(hash.getBytes(StandardCharsets.UTF_8));
      case "bcrypt", "argon2id" -> {
        PasswordHash parsed = PasswordHash.parse(hash);
        yield parsed != null && parsed.mechanism().equals(algorithm) ? new Slow(parsed) : null;
      }
      default -> algorithm.startsWith("pbkdf2")
          ? pbkdf2(hash, salted, algorithm)
          : digest(hash, salted, algorithm);
    };
  }

  private static StoredPassword digest(String hash, byte[] salt, String algorithm) {
    boolean behind = algorithm.endsWith(",salt");
    String name = algorithm.replace(behind ? ",salt" : "salt,", "");
    byte[] bytes = unhex(hash);
    Digest digest = digest(name);
    return digest == null || bytes == null || bytes.length != digest.getDigestSize()
        ? null
        : new Digested(bytes, behind ? new byte[0] : salt, behind ? salt : new byte[0], name);
  }

  private static StoredPassword pbkdf2(String hash, byte[] salt, String algorithm) {
    Matcher parts = PBKDF2.matcher(algorithm);
    byte[] bytes = unhex(hash);
    if (!parts.matches() || bytes == null) {
      return null;
    }
    int iterations = Integer.parseInt(parts.group(2));
    int length = Integer.parseInt(parts.group(3));
    boolean usable =
        iterations >= 1
            && iterations <= ITERATIONS_MAX
            && length >= 8
            && length <= BYTES_MAX
            && bytes.length == length;
    return usable ? new Derived(bytes, salt, parts.group(1), iterations) : null;
  }

  private static Digest digest(String name) {
    return switch (name) {
      case "md5" -> new MD5Digest();
      case "sha" -> new SHA1Digest();
      case "sha256" -> new SHA256Digest();
      case "sha512" -> new SHA512Digest();
      default -> null;
    };
  }

  private static byte[] unhex(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** As it is. */
  record Plain(byte[] text) implements StoredPassword {
    @Override
    public boolean matches(byte[] password) {
      return MessageDigest.isEqual(text, password);
    }

    @Override
    public String toString() {
      return "plain";
    }
  }

  /** One digest. */
  record Digested(byte[] hash, byte[] before, byte[] behind, String name)
      implements StoredPassword {
    @Override
    public boolean matches(byte[] password) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(before);
      all.writeBytes(password);
      all.writeBytes(behind);
      Digest digest = digest(name);
      digest.update(all.toByteArray(), 0, all.size());
      byte[] computed = new byte[digest.getDigestSize()];
      digest.doFinal(computed, 0);
      return MessageDigest.isEqual(hash, computed);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** PBKDF2 [RFC 8018]. */
  record Derived(byte[] hash, byte[] salt, String name, int iterations)
      implements StoredPassword {
    @Override
    public boolean matches(byte[] password) {
      PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(digest(name));
      generator.init(password, salt, iterations);
      KeyParameter key =
          (KeyParameter) generator.generateDerivedMacParameters(hash.length * Byte.SIZE);
      return MessageDigest.isEqual(hash, key.getKey());
    }

    @Override
    public String toString() {
      return "pbkdf2";
    }
  }

  /** Argon2id and bcrypt. */
  record Slow(PasswordHash hash) implements StoredPassword {
    @Override
    public boolean matches(byte[] password) {
      return hash.matches(password);
    }

    @Override
    public String toString() {
      return hash.mechanism();
    }
  }
}
