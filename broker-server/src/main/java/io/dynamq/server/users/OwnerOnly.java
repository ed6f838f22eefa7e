package io.dynamq.server.users;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only their owner may read or write, where the file system knows owners. */
public final class OwnerOnly {
  private static final Set<PosixFilePermission> PERMISSIONS =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private OwnerOnly() {}

  /** Makes an empty file with its final permissions: at no moment can another user open it. */
  public static void create(Path file) throws IOException {
    Files.createFile(file, attributes(file));
  }

  /** What others may do that they should not, such as {@code rw-r--r--}; null if nothing. */
  public static String excess(Path file) throws IOException {
    if (!hasOwners(file)) {
      return null;
    }
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    Set<PosixFilePermission> others = EnumSet.copyOf(OTHERS);
    others.retainAll(found);
    return others.isEmpty() ? null : PosixFilePermissions.toString(found);
  }

  private static FileAttribute<?>[] attributes(Path file) throws IOException {
    return hasOwners(file.toAbsolutePath().getParent())
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PERMISSIONS)}
        : new FileAttribute<?>[0];
  }

  private static boolean hasOwners(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }
}
