package io.dynamq.server.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/** The secret that administration asks for: who can read the file may administer the broker. */
public final class AdminToken {
  /** Its name in the data directory. */
  public static final String FILE = "admin.token";

  private static final int BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final byte[] header;

  private AdminToken(String text) {
    header = ("Bearer " + text).getBytes(StandardCharsets.US_ASCII);
  }

  /** A fresh token in the data directory, readable by the owner only. */
  public static AdminToken create(Path dataDirectory) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    String text = HexFormat.of().formatHex(secret);
    Path file = dataDirectory.resolve(FILE);
    Files.deleteIfExists(file);
    try {
      // Created with its final permissions: at no moment can another user open it.
      Files.createFile(file, ownerOnly(dataDirectory));
    } catch (FileAlreadyExistsException e) {
      throw new IOException("someone else writes " + file, e);
    }
    Files.writeString(file, text + "\n");
    return new AdminToken(text);
  }

  /** Compares in a time that does not depend on where the difference is. */
  boolean isIn(String authorization) {
    return authorization != null
        && MessageDigest.isEqual(header, authorization.getBytes(StandardCharsets.UTF_8));
  }

  private static FileAttribute<?>[] ownerOnly(Path directory) throws IOException {
    return Files.getFileStore(directory).supportsFileAttributeView("posix")
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }
}
