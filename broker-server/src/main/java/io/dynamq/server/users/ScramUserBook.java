package io.dynamq.server.users;

import io.dynamq.auth.scram.ScramCredential;
import io.dynamq.auth.scram.ScramUsers;
import io.dynamq.server.config.ScramConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** The users of SCRAM. Any thread; edits hash on the caller's. */
public final class ScramUserBook implements ScramUsers, AutoCloseable {
  private final ScramConfig config;
  private final UserBook<ScramCredential> book;
  private final SecureRandom random = new SecureRandom();

  private ScramUserBook(ScramConfig config) {
    this.config = config;
    this.book = new UserBook<>(new UserFile<>(config.users(), new ScramNotation()));
  }

  /** What is wrong with the file as it stands. */
  public static List<Problem> check(ScramConfig config) {
    return new UserFile<>(config.users(), new ScramNotation()).check();
  }

  /**
   * Reads the file and watches it until {@link #close}.
   *
   * @throws InvalidSettingsException with every problem found
   */
  public static ScramUserBook open(ScramConfig config) throws InvalidSettingsException {
    ScramUserBook users = new ScramUserBook(config);
    users.book.open();
    return users;
  }

  @Override
  public ScramCredential find(String name) {
    return book.find(name);
  }

  /** All users, by name. */
  public List<UserView> list() {
    return book.all().entrySet().stream()
        .map(user -> new UserView(user.getKey(), user.getValue().iterations()))
        .toList();
  }

  /** Makes a user. */
  public void add(String name, char[] password) throws UserRefusal {
    book.add(name, credential(password));
  }

  /** Gives a user another password; connections that are there stay. */
  public void changePassword(String name, char[] password) throws UserRefusal {
    book.change(name, credential(password));
  }

  /** Deletes a user; connections that are there stay until they prove themselves again. */
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

  private ScramCredential credential(char[] password) throws UserRefusal {
    ScramCredential credential = ScramCredential.of(password, config.iterations(), random);
    if (credential == null) {
      throw new UserRefusal(
          UserRefusal.Reason.UNUSABLE,
          "the password is empty or has characters that a password may not have");
    }
    return credential;
  }

  @Override
  public void close() {
    book.close();
  }
}
