package io.dynamq.server.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What answers about unknown users are made from. It is kept in the data directory, because answers
 * that change with a restart would tell unknown users from known ones.
 */
public final class DecoySecret {
  /** Its name in the data directory. */
  public static final String FILE = "scram.secret";

  private static final int BYTES = 32;

  private DecoySecret() {}

  /** The secret of this data directory, made if there is none. */
  public static byte[] of(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE);
    try {
      byte[] secret = HexFormat.of().parseHex(Files.readString(file).strip());
      if (secret.length == BYTES) {
        return secret;
      }
    } catch (NoSuchFileException e) {
      return create(file);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is not a secret; delete it to have a new one made", e);
    }
    throw new IOException(file + " has a wrong length; delete it to have a new one made");
  }

  private static byte[] create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    OwnerOnly.create(file);
    Files.writeString(file, HexFormat.of().formatHex(secret) + "\n");
    return secret;
  }
}
