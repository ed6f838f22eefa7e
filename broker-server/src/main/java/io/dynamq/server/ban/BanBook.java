package io.dynamq.server.ban;

import io.dynamq.auth.ban.BanList;
import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import io.dynamq.store.BanStore;
import io.dynamq.store.StoredBan;
import io.dynamq.time.Time;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and lifts bans. One holds here at once, also for who is connected, and on other nodes of the
 * same store when they look next. What the store does not take is offered again with each look. Any
 * thread.
 */
public final class BanBook implements AutoCloseable {
  static final long LOOK_SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(BanBook.class);

  private final BanList list;
  private final BanStore store;
  private final Time time;
  private final Predicate<String> binds;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dynamq-bans");
            thread.setDaemon(true);
            return thread;
          });

  // Guarded by this.
  private final Map<Key, StoredBan> all = new HashMap<>();
  private final Map<Key, StoredBan> unsaved = new HashMap<>();
  private final Map<Key, StoredBan> unlifted = new HashMap<>();
  private long edits;

  private volatile Control control;

  private record Key(String as, String who) {
    static Key of(StoredBan ban) {
      return new Key(ban.as(), ban.who());
    }
  }

  /**
   * @param binds whether bans hold for the clients of a listener
   */
  public BanBook(BanList list, BanStore store, Time time, Predicate<String> binds) {
    this.binds = binds;
    this.list = list;
    this.store = store;
    this.time = time;
  }

  /** Looks now, which may block, and at intervals; ends connections of who is banned. */
  public void start(Control broker) {
    control = broker;
    if (store.isKept()) {
      look();
      looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Those that hold. */
  public List<StoredBan> all() {
    return list.all();
  }

  /**
   * Bans.
   *
   * @return when the store has it; fails if it has not, but here it holds, and the store is asked
   *     again
   * @throws IllegalArgumentException with what is wrong
   */
  public CompletableFuture<Void> ban(StoredBan ban) {
    String mistake = BanList.mistake(ban.as(), ban.who());
    if (mistake != null) {
      throw new IllegalArgumentException(mistake);
    }
    synchronized (this) {
      forgetOver();
      if (all.size() >= BanList.MAX) {
        throw new IllegalArgumentException("there are " + BanList.MAX + " bans already");
      }
      all.put(Key.of(ban), ban);
      unsaved.put(Key.of(ban), ban);
      unlifted.remove(Key.of(ban));
      edited();
    }
    kick();
    return store.put(ban).thenRun(() -> saved(ban));
  }

  /**
   * Lifts a ban.
   *
   * @return when the store has lifted it; of false if there is none
   */
  public CompletableFuture<Boolean> lift(String as, String who) {
    Key key = new Key(as, who);
    StoredBan ban;
    synchronized (this) {
      ban = all.remove(key);
      unsaved.remove(key);
      if (ban == null) {
        return CompletableFuture.completedFuture(false);
      }
      unlifted.put(key, ban);
      edited();
    }
    return store
        .remove(as, who)
        .thenApply(
            done -> {
              lifted(key);
              return true;
            });
  }

  private synchronized void saved(StoredBan ban) {
    unsaved.remove(Key.of(ban), ban);
  }

  private synchronized void lifted(Key key) {
    unlifted.remove(key);
  }

  /** In the monitor. */
  private void edited() {
    edits++;
    list.use(all.values());
  }

  private void forgetOver() {
    long now = time.epochMillis();
    all.values().removeIf(ban -> ban.untilMillis() <= now);
    unsaved.values().removeIf(ban -> ban.untilMillis() <= now);
  }

  /** Takes over what the store has, and offers it what it has not. */
  void look() {
    try {
      offer();
      long before;
      synchronized (this) {
        before = edits;
      }
      List<StoredBan> stored = store.all().get(LOOK_SECONDS, TimeUnit.SECONDS);
      if (taken(stored, before)) {
        kick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // An exception would end the looks for good.
      LOG.warn("bans cannot be read, those of before hold: {}", e.getMessage());
    }
  }

  private void offer() throws Exception {
    List<StoredBan> put;
    List<Key> remove;
    synchronized (this) {
      put = List.copyOf(unsaved.values());
      remove = List.copyOf(unlifted.keySet());
    }
    for (StoredBan ban : put) {
      store.put(ban).get(LOOK_SECONDS, TimeUnit.SECONDS);
      saved(ban);
    }
    for (Key key : remove) {
      store.remove(key.as(), key.who()).get(LOOK_SECONDS, TimeUnit.SECONDS);
      lifted(key);
    }
  }

  /** False if nothing is new, or something was edited meanwhile, which the store may not have. */
  private synchronized boolean taken(List<StoredBan> stored, long before) {
    if (edits != before) {
      return false;
    }
    Map<Key, StoredBan> now = new HashMap<>();
    stored.forEach(ban -> now.put(Key.of(ban), ban));
    if (now.equals(all)) {
      return false;
    }
    all.clear();
    all.putAll(now);
    forgetOver();
    list.use(all.values());
    return true;
  }

  /** Ends the connections of who is banned. */
  private void kick() {
    Control broker = control;
    if (broker == null) {
      return;
    }
    broker
        .clients()
        .whenComplete(
            (clients, fault) -> {
              if (fault != null) {
                LOG.error("who is banned cannot be looked for", fault);
              } else {
                clients.stream()
                    .filter(ClientView::connected)
                    .filter(client -> binds.test(client.listener()))
                    .filter(this::isBanned)
                    .forEach(client -> broker.kick(client.clientId()));
              }
            });
  }

  private boolean isBanned(ClientView client) {
    int colon = client.peername().lastIndexOf(':');
    String address = colon < 0 ? client.peername() : client.peername().substring(0, colon);
    return list.against(client.clientId(), client.username(), unbracketed(address)) != null;
  }

  private static String unbracketed(String address) {
    return address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
