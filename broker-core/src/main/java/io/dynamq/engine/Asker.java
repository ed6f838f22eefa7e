package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.store.StoredSession;
import java.util.concurrent.CompletableFuture;

/**
 * The client that a dry run is about: as it is if it is connected, as it was if its session waits,
 * else as one that is not known. Its mailbox is asked for it.
 *
 * @param state {@code connected}, {@code absent}, or that it is not known
 * @param subscriptions how many it has
 */
record Asker(String state, ClientInfo info, Zone zone, int subscriptions) {
  private static final int NEWEST_PROTOCOL = 5;
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * @param username of a client that is not here, null for none
   */
  static CompletableFuture<Asker> find(Core core, String clientId, String username) {
    Home home = clientId.isEmpty() ? null : core.sessions.find(new ClientId(clientId));
    Asker stranger = stranger(core, clientId, username);
    return home == null
        ? CompletableFuture.completedFuture(stranger)
        : home.ask(h -> of(core, h, stranger));
  }

  private static Asker of(Core core, Home home, Asker otherwise) {
    Live live = home.live();
    if (live != null) {
      return new Asker("connected", live.info(), live.zone(), home.subscriptions().size());
    }
    Offline offline = home.offline();
    if (offline == null) {
      return otherwise;
    }
    StoredSession stored = offline.state();
    return new Asker(
        "absent", offline.info(), core.zoneOf(stored), home.subscriptions().size());
  }

  private static Asker stranger(Core core, String clientId, String username) {
    // An empty identifier is no client's; the broker would give it one of its own.
    ClientId id = new ClientId(clientId.isEmpty() ? "unnamed" : clientId);
    ClientInfo info =
        new ClientInfo(
            id, username, LOOPBACK, 0, 0, NEWEST_PROTOCOL, true, 0, 0,
            core.time.epochMillis());
    return new Asker("not known, taken for one from " + LOOPBACK, info, core.zone("external"), 0);
  }
}
