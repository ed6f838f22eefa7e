package io.dynamq.server.users;

import io.dynamq.auth.scram.ScramCredential;
import io.dynamq.auth.scram.ScramNames;
import io.dynamq.auth.scram.ScramUsers;
import io.dynamq.server.config.ScramConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of the file, in memory for lookups from any thread. A thread of its own looks every
 * second whether someone else has changed the file; a changed file with mistakes is reported and the
 * users stay as they were. Edits hash on the caller's thread and change file and memory together.
 */
public final class ScramUserBook implements ScramUsers, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScramUserBook.class);
  private static final long LOOK_MILLIS = 1_000;

  private final ScramConfig config;
  private final ScramUserFile file;
  private final SecureRandom random = new SecureRandom();
  private final ReentrantLock editing = new ReentrantLock();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dynamq-users");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Map<String, ScramCredential> users = Map.of();
  private Object stamp;

  private ScramUserBook(ScramConfig config) {
    this.config = config;
    this.file = new ScramUserFile(config);
  }

  /** What is wrong with the file as it stands. */
  public static List<Problem> check(ScramConfig config) {
    List<Problem> problems = new ArrayList<>();
    new ScramUserFile(config).read(problems);
    return problems;
  }

  /**
   * Reads the file and watches it until {@link #close}.
   *
   * @throws InvalidSettingsException with every problem found
   */
  public static ScramUserBook open(ScramConfig config) throws InvalidSettingsException {
    ScramUserBook book = new ScramUserBook(config);
    List<Problem> problems = book.load();
    if (!problems.isEmpty()) {
      book.close();
      throw new InvalidSettingsException(problems);
    }
    book.watch.scheduleWithFixedDelay(
        book::reloadIfChanged, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    return book;
  }

  @Override
  public ScramCredential find(String name) {
    return users.get(name);
  }

  /** All users, by name. */
  public List<UserView> list() {
    return users.entrySet().stream()
        .map(user -> new UserView(user.getKey(), user.getValue().iterations()))
        .toList();
  }

  /** Makes a user. */
  public void add(String name, char[] password) throws UserRefusal {
    edit(name, false, credential(password));
  }

  /** Gives a user another password; connections that are there stay. */
  public void changePassword(String name, char[] password) throws UserRefusal {
    edit(name, true, credential(password));
  }

  /** Deletes a user; connections that are there stay until they prove themselves again. */
  public void delete(String name) throws UserRefusal {
    edit(name, true, null);
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

  private void edit(String written, boolean shallExist, ScramCredential credential)
      throws UserRefusal {
    String name = usable(written);
    editing.lock();
    try {
      // What someone else has written meanwhile counts, and his mistakes are not built upon.
      List<Problem> problems = load();
      if (!problems.isEmpty()) {
        throw new UserRefusal(UserRefusal.Reason.CONFLICT, problems.get(0).toString());
      }
      if (users.containsKey(name) != shallExist) {
        throw shallExist
            ? new UserRefusal(UserRefusal.Reason.UNKNOWN, "there is no such user")
            : new UserRefusal(UserRefusal.Reason.CONFLICT, "the user exists already");
      }
      file.write(name, credential);
      load();
    } catch (IOException e) {
      throw new UserRefusal(config.shownFile() + " cannot be written: " + e, e);
    } finally {
      editing.unlock();
    }
  }

  private static String usable(String written) throws UserRefusal {
    String name = ScramNames.prepared(written);
    if (name == null || !ScramUserFile.canHold(name)) {
      throw new UserRefusal(
          UserRefusal.Reason.UNUSABLE,
          "this cannot be a user's name, expected up to 256 bytes without control characters,"
              + " without # at the beginning and blanks at either end");
    }
    return name;
  }

  private void reloadIfChanged() {
    editing.lock();
    try {
      Object now = file.stamp();
      if (now == null ? stamp == null : now.equals(stamp)) {
        return;
      }
      List<Problem> problems = load();
      if (problems.isEmpty()) {
        LOG.info("{} has changed, {} users", config.shownFile(), users.size());
      } else {
        problems.forEach(problem -> LOG.error("{}", problem));
        LOG.error("{} is not used as it stands, users stay as they were", config.shownFile());
      }
    } catch (IOException | RuntimeException e) {
      // An exception would end the watch for good.
      LOG.error("cannot look after {}", config.shownFile(), e);
    } finally {
      editing.unlock();
    }
  }

  /** Takes the users over if nothing is wrong; notes either way which state of the file it was. */
  private List<Problem> load() {
    List<Problem> problems = new ArrayList<>();
    try {
      stamp = file.stamp();
    } catch (IOException e) {
      problems.add(new Problem(config.shownFile(), "auth.scram.users_file", e.toString()));
    }
    Map<String, ScramCredential> read = file.read(problems);
    if (problems.isEmpty()) {
      users = read;
    }
    return problems;
  }

  @Override
  public void close() {
    watch.shutdownNow();
  }
}
