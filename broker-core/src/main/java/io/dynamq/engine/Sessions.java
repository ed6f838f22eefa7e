package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.packet.ReasonCode;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** The homes of this node by client id. Any thread. */
final class Sessions {
  private final Core core;
  private final List<Executor> loops;
  private final ConcurrentHashMap<ClientId, Home> homes = new ConcurrentHashMap<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final ConcurrentLinkedQueue<Home> unsaved = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Home> slowed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Home> tiring = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Home> tired = new ConcurrentLinkedQueue<>();
  private long restAt;
  private volatile boolean closing;

  Sessions(Core core, List<Executor> loops) {
    this.core = core;
    this.loops = List.copyOf(loops);
  }

  /** Leads a CONNECT to its home, which is made if the client id is new. */
  void attach(Attach attach) {
    if (closing) {
      attach.channel().refuseLater(ReasonCode.SERVER_UNAVAILABLE);
      return;
    }
    homes
        .computeIfAbsent(attach.id(), id -> new Home(core, id, attach.channel().loop()))
        .post(Mail.of(home -> home.attach(attach)));
  }

  /** From now on no connection is admitted. */
  void close() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /** A home for a session found in the store at start-up. */
  Home restored(ClientId id) {
    int loop = Math.floorMod(id.hashCode(), loops.size());
    return homes.computeIfAbsent(id, key -> new Home(core, key, loops.get(loop)));
  }

  /** Null if this node has no session of that id. */
  Home find(ClientId id) {
    return homes.get(id);
  }

  void remove(Home home) {
    homes.remove(home.clientId(), home);
  }

  Collection<Home> all() {
    return homes.values();
  }

  int count() {
    return homes.size();
  }

  /** Homes with a connection now. */
  int connections() {
    return connections.get();
  }

  /** A connection was attached (+1) or has ended (-1). */
  void connectionsChanged(int by) {
    connections.addAndGet(by);
  }

  /** The home's in-flight state must be written at the next {@link #saveUnsaved}. */
  void unsaved(Home home) {
    unsaved.add(home);
  }

  /** It is absent and something has happened to it; see {@link Home#rest}. */
  void tiring(Home home) {
    tiring.add(home);
  }

  /**
   * Lets those rest to which something happened before the last call, not those of the moment: who
   * gets a message now may get another soon.
   */
  void rest(long nowMillis) {
    if (nowMillis < restAt) {
      return;
    }
    restAt = nowMillis + core.settings.restMillis();
    for (Home home = tired.poll(); home != null; home = tired.poll()) {
      home.post(Mail.of(Home::rest));
    }
    for (Home home = tiring.poll(); home != null; home = tiring.poll()) {
      tired.add(home);
    }
  }

  /** Its connection is not read from until {@link #resumeSlowed}. */
  void slowed(Home home) {
    slowed.add(home);
  }

  void resumeSlowed() {
    for (Home home = slowed.poll(); home != null; home = slowed.poll()) {
      home.post(
          Mail.of(
              h -> {
                if (h.live() != null) {
                  h.live().gate().storeAllows(true);
                }
              }));
    }
  }

  void saveUnsaved() {
    for (Home home = unsaved.poll(); home != null; home = unsaved.poll()) {
      home.post(Mail.of(h -> h.ownership().saveInflight()));
    }
  }
}
