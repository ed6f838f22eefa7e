package io.dynamq.server.users;

import io.dynamq.auth.AuthLink;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.hook.Standing;
import io.dynamq.server.config.UsersFile;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The link {@code file}: user names and passwords of a file. Has no opinion on a name that is not in
 * it, but takes as long to say so as to find a password wrong. Any thread; edits hash on the
 * caller's.
 */
public final class PasswordUserBook implements AuthLink, AutoCloseable {
  /** Its name in {@code auth.order}. */
  public static final String NAME = "file";

  private static final int PASSWORD_BYTES_MAX = 1_024;
  private static final CompletableFuture<Opinion> NO_OPINION =
      CompletableFuture.completedFuture(Opinion.NONE);

  private final UserBook<PasswordHash> book;
  private final HashWorkers workers;
  private final SecureRandom random = new SecureRandom();
  // Nobody's, so that it can be compared with for a user who does not exist.
  private final PasswordHash decoy = PasswordHash.of(random.generateSeed(16), random);

  private PasswordUserBook(UsersFile file, HashWorkers workers) {
    this.book = new UserBook<>(new UserFile<>(file, new PasswordNotation()));
    this.workers = workers;
  }

  /** What is wrong with the file as it stands. */
  public static List<Problem> check(UsersFile file) {
    return new UserFile<>(file, new PasswordNotation()).check();
  }

  /**
   * Reads the file and watches it until {@link #close}.
   *
   * @throws InvalidSettingsException with every problem found
   */
  public static PasswordUserBook open(UsersFile file, HashWorkers workers)
      throws InvalidSettingsException {
    PasswordUserBook users = new PasswordUserBook(file, workers);
    users.book.open();
    return users;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Opinion> judge(Credentials credentials) {
    byte[] password = credentials.password();
    if (credentials.username() == null || password == null) {
      // Whoever has a certificate or a token may have the name of someone in the file too; that
      // proves nothing, and the chain refuses whom no link allows.
      return NO_OPINION;
    }
    PasswordHash known = book.find(credentials.username());
    if (password.length > PASSWORD_BYTES_MAX) {
      return known == null
          ? NO_OPINION
          : CompletableFuture.completedFuture(Opinion.wrong("the password is too long"));
    }
    return workers.ask(() -> compare(known, password));
  }

  private Opinion compare(PasswordHash known, byte[] password) {
    if (known == null) {
      decoy.matches(password);
      return Opinion.NONE;
    }
    return known.matches(password)
        ? new Opinion.Allow(new Standing(NAME))
        : Opinion.wrong("the password is wrong");
  }

  /** All users, by name. */
  public List<UserView> list() {
    return book.all().entrySet().stream()
        .map(user -> new UserView(user.getKey(), user.getValue().mechanism(), 0))
        .toList();
  }

  /** Whether there is such a user. */
  public boolean has(String name) {
    return book.find(name) != null;
  }

  /** Makes a user. */
  public void add(String name, char[] password) throws UserRefusal {
    book.add(name, hash(password));
  }

  /** Gives a user another password; connections that are there stay. */
  public void changePassword(String name, char[] password) throws UserRefusal {
    book.change(name, hash(password));
  }

  /** Deletes a user; connections that are there stay. */
  public void delete(String name) throws UserRefusal {
    book.delete(name);
  }

  /** Hashed passwords by name, as the file has them. */
  public Map<String, String> secrets() {
    return book.secrets();
  }

  /** Whether a name and such a hash can be restored. */
  public boolean takes(String name, String secret) {
    return book.takes(name, secret);
  }

  /** Makes or changes a user by a hash that {@link #secrets} gave. */
  public void restore(String name, String secret) throws UserRefusal {
    book.restore(name, secret);
  }

  private PasswordHash hash(char[] password) throws UserRefusal {
    byte[] bytes = new String(password).getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > PASSWORD_BYTES_MAX) {
      throw new UserRefusal(
          UserRefusal.Reason.UNUSABLE,
          "the password is empty or longer than " + PASSWORD_BYTES_MAX + " bytes");
    }
    return PasswordHash.of(bytes, random);
  }

  @Override
  public void close() {
    book.close();
  }
}
