package io.dynamq.server.users;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * What is kept of a password. New ones are Argon2id with what OWASP asks for at least, 19 MiB and two
 * passes; bcrypt, as {@code htpasswd -B} writes it, is read too. Computing one takes a tenth of a
 * second or so: never on an event loop.
 */
final class PasswordHash {
  private static final Pattern ARGON2ID =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})"
              + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");
  private static final Pattern BCRYPT =
      Pattern.compile("\\$2[aby]\\$(\\d{2})\\$[./A-Za-z0-9]{53}");

  private static final Cost COST = new Cost(19_456, 2, 1);
  // What one attempt may cost: a line in the file must not be able to take the broker's memory.
  private static final Cost COST_MAX = new Cost(262_144, 16, 16);
  private static final int BCRYPT_ROUNDS_MIN = 4;
  private static final int BCRYPT_ROUNDS_MAX = 16;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  /**
   * What computing an Argon2id hash takes.
   *
   * @param kibibytes of memory
   */
  record Cost(int kibibytes, int passes, int lanes) {
    private boolean isWithin(Cost most) {
      return passes >= 1
          && lanes >= 1
          && kibibytes >= 8 * lanes
          && kibibytes <= most.kibibytes
          && passes <= most.passes
          && lanes <= most.lanes;
    }
  }

  private final String text;
  // Null for bcrypt, which has its salt and hash in the text.
  private final Cost cost;
  private final byte[] salt;
  private final byte[] hash;

  private PasswordHash(String text, Cost cost, byte[] salt, byte[] hash) {
    this.text = text;
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  /** Hashes a password that is set now. */
  static PasswordHash of(byte[] password, SecureRandom random) {
    return of(password, COST, random);
  }

  /** The same at another cost. */
  static PasswordHash of(byte[] password, Cost cost, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    byte[] hash = argon2id(password, cost, salt, HASH_BYTES);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    String text =
        "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
            .formatted(
                cost.kibibytes,
                cost.passes,
                cost.lanes,
                base64.encodeToString(salt),
                base64.encodeToString(hash));
    return new PasswordHash(text, cost, salt, hash);
  }

  /** Null if the text is no hash, or one that would cost too much to compare with. */
  static PasswordHash parse(String text) {
    Matcher bcrypt = BCRYPT.matcher(text);
    if (bcrypt.matches()) {
      int rounds = Integer.parseInt(bcrypt.group(1));
      return rounds >= BCRYPT_ROUNDS_MIN && rounds <= BCRYPT_ROUNDS_MAX
          ? new PasswordHash(text, null, null, null)
          : null;
    }
    Matcher argon2 = ARGON2ID.matcher(text);
    if (!argon2.matches()) {
      return null;
    }
    Cost cost =
        new Cost(
            Integer.parseInt(argon2.group(1)),
            Integer.parseInt(argon2.group(2)),
            Integer.parseInt(argon2.group(3)));
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      return cost.isWithin(COST_MAX)
          ? new PasswordHash(
              text, cost, base64.decode(argon2.group(4)), base64.decode(argon2.group(5)))
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Such as {@code argon2id}. */
  String mechanism() {
    return cost == null ? "bcrypt" : "argon2id";
  }

  String text() {
    return text;
  }

  /** Takes long, and as long for a wrong password as for the right one. */
  boolean matches(byte[] password) {
    return cost == null
        ? OpenBSDBCrypt.checkPassword(text, password)
        : MessageDigest.isEqual(hash, argon2id(password, cost, salt, hash.length));
  }

  private static byte[] argon2id(byte[] password, Cost cost, byte[] salt, int bytes) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.kibibytes)
            .withIterations(cost.passes)
            .withParallelism(cost.lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[bytes];
    generator.generateBytes(password, hash);
    return hash;
  }

  /** Without the hash, so that no log can have it. */
  @Override
  public String toString() {
    return mechanism();
  }
}
