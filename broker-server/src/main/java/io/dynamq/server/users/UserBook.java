package io.dynamq.server.users;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of one file, in memory for lookups from any thread. A thread of its own looks every
 * second whether someone else has changed the file; a changed file with mistakes is reported and the
 * users stay as they were. Edits change file and memory together.
 *
 * @param <C> what is kept of a user
 */
final class UserBook<C> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UserBook.class);
  private static final long LOOK_MILLIS = 1_000;

  private final UserFile<C> file;
  private final ReentrantLock editing = new ReentrantLock();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dynamq-users");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Map<String, C> users = Map.of();
  private Object stamp;

  UserBook(UserFile<C> file) {
    this.file = file;
  }

  /**
   * Reads the file and watches it until {@link #close}.
   *
   * @throws InvalidSettingsException with every problem found
   */
  void open() throws InvalidSettingsException {
    List<Problem> problems = load();
    if (!problems.isEmpty()) {
      close();
      throw new InvalidSettingsException(problems);
    }
    watch.scheduleWithFixedDelay(
        this::reloadIfChanged, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Null if there is no such user. */
  C find(String name) {
    return users.get(name);
  }

  /** All users, by name. */
  Map<String, C> all() {
    return users;
  }

  void add(String name, C secret) throws UserRefusal {
    edit(name, false, secret);
  }

  void change(String name, C secret) throws UserRefusal {
    edit(name, true, secret);
  }

  void delete(String name) throws UserRefusal {
    edit(name, true, null);
  }

  /** What the file has of each user behind the name, by name. */
  Map<String, String> secrets() {
    Map<String, String> secrets = new TreeMap<>();
    users.forEach((name, secret) -> secrets.put(name, file.notation().text(secret)));
    return secrets;
  }

  /** Whether {@link #restore} would take such a user. */
  boolean takes(String name, String secret) {
    return name.equals(file.notation().prepared(name))
        && UserFile.canHold(name)
        && file.notation().parse(secret) != null;
  }

  /** Makes or changes a user by what {@link #secrets} says. */
  void restore(String name, String secret) throws UserRefusal {
    C parsed = file.notation().parse(secret);
    edit(name, users.containsKey(name), parsed);
  }

  private void edit(String written, boolean shallExist, C secret)
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
      file.write(name, secret);
      load();
    } catch (IOException e) {
      throw new UserRefusal(file.shown() + " cannot be written: " + e, e);
    } finally {
      editing.unlock();
    }
  }

  private String usable(String written) throws UserRefusal {
    String name = file.notation().prepared(written);
    if (name == null || !UserFile.canHold(name)) {
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
        LOG.info("{} has changed, {} users", file.shown(), users.size());
      } else {
        problems.forEach(problem -> LOG.error("{}", problem));
        LOG.error("{} is not used as it stands, users stay as they were", file.shown());
      }
    } catch (IOException | RuntimeException e) {
      // An exception would end the watch for good.
      LOG.error("cannot look after {}", file.shown(), e);
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
      problems.add(new Problem(file.shown(), file.notation().key(), e.toString()));
    }
    Map<String, C> read = file.read(problems);
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
