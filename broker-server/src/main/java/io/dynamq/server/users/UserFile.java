package io.dynamq.server.users;

import io.dynamq.server.config.UsersFile;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One user a line, {@code <name>:<secret>}; empty lines and lines with # do not count and are kept. No
 * message repeats a line, because of the secrets.
 *
 * @param <C> what a secret is read into
 */
final class UserFile<C> {
  private final Path file;
  private final String shown;
  private final Notation<C> notation;

  UserFile(UsersFile place, Notation<C> notation) {
    this.file = place.path();
    this.shown = place.shown();
    this.notation = notation;
  }

  Notation<C> notation() {
    return notation;
  }

  /** Its name for messages. */
  String shown() {
    return shown;
  }

  /** What is wrong with it as it stands. */
  List<Problem> check() {
    List<Problem> problems = new ArrayList<>();
    read(problems);
    return problems;
  }

  /** What tells one state of the file from the next; null if it does not exist. */
  Object stamp() throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return List.of(
          attributes.lastModifiedTime(),
          attributes.size(),
          String.valueOf(attributes.fileKey()));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Every user; a file that is not there has none. */
  Map<String, C> read(List<Problem> problems) {
    Map<String, C> users = new TreeMap<>();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      problems.add(problem("is no file, expected a file with a user in each line"));
      return users;
    }
    try {
      String excess = OwnerOnly.excess(file);
      if (excess != null) {
        problems.add(
            problem(
                "others than its owner may use it (" + excess + "), expected rw-------; chmod 600 "
                    + shown));
      }
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      for (int i = 0; i < lines.size(); i++) {
        readLine(lines.get(i), i + 1, users, problems);
      }
    } catch (NoSuchFileException e) {
      return users;
    } catch (CharacterCodingException e) {
      problems.add(problem("is not text, expected UTF-8"));
    } catch (AccessDeniedException e) {
      problems.add(problem("may not be read by the user that runs the broker"));
    } catch (IOException e) {
      problems.add(problem("cannot be read: " + e.getMessage()));
    }
    return users;
  }

  private Problem problem(String message) {
    return new Problem(shown, notation.key(), message);
  }

  private void readLine(
      String line, int number, Map<String, C> users, List<Problem> problems) {
    if (isRemark(line)) {
      return;
    }
    String wrong = null;
    String name = nameIn(line);
    C secret =
        name == null ? null : notation.parse(line.strip().substring(name.length() + 1));
    if (secret == null) {
      wrong = "is not understood, expected " + notation.shape();
    } else if (!name.equals(notation.prepared(name))) {
      wrong = notation.notPrepared();
    } else if (users.putIfAbsent(name, secret) != null) {
      wrong = "the user stands in an earlier line too, expected each once";
    }
    if (wrong != null) {
      problems.add(new Problem(shown + ":" + number, notation.key(), wrong));
    }
  }

  private static boolean isRemark(String line) {
    String text = line.strip();
    return text.isEmpty() || text.startsWith("#");
  }

  /** Null if there is none. */
  private String nameIn(String line) {
    String text = line.strip();
    // A name may contain the separator, the secrets cannot.
    int end = text.lastIndexOf(notation.separator());
    return end <= 0 ? null : text.substring(0, end);
  }

  /** Whether a line can hold a name. */
  static boolean canHold(String name) {
    return name.equals(name.strip()) && !name.startsWith("#");
  }

  /**
   * Replaces, adds or removes the line of one user, all or nothing.
   *
   * @param secret null to remove
   */
  void write(String name, C secret) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean found = false;
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      boolean his = !isRemark(line) && name.equals(nameIn(line));
      if (!his) {
        lines.add(line);
      } else if (secret != null) {
        lines.add(name + ":" + notation.text(secret));
      }
      found |= his;
    }
    if (!found && secret != null) {
      lines.add(name + ":" + notation.text(secret));
    }
    replace(lines);
  }

  private void replace(List<String> lines) throws IOException {
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    OwnerOnly.create(fresh);
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
