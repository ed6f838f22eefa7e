package io.dynamq.auth.ban;

import io.dynamq.auth.acl.Cidr;
import io.dynamq.store.StoredBan;
import io.dynamq.time.Time;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is banned now: identifiers and names as they are, addresses also as networks. Looked at for each
 * CONNECT, so what is looked for is found without walking, but for networks. Any thread.
 */
public final class BanList {
  /** EMQX's words for what is banned. */
  public static final String CLIENT_ID = "clientid";

  public static final String USERNAME = "username";
  public static final String ADDRESS = "peerhost";

  /** Bans of one list, more are refused. */
  public static final int MAX = 100_000;

  private final Time time;
  private volatile Index index = new Index(Map.of(), List.of(), List.of());

  public BanList(Time time) {
    this.time = time;
  }

  private record Network(Cidr range, StoredBan ban) {}

  private record Index(
      Map<String, StoredBan> byName, List<Network> networks, List<StoredBan> all) {}

  /** What is wrong with a ban; null if nothing is. */
  public static String mistake(String as, String who) {
    return switch (as) {
      case CLIENT_ID, USERNAME -> who.isEmpty() ? "nobody is meant" : null;
      case ADDRESS -> Cidr.parse(who) == null
          ? "'" + who + "' is no address, expected one such as 192.0.2.7 or 192.0.2.0/24"
          : null;
      default -> "'" + as + "' cannot be banned, expected clientid, username or peerhost";
    };
  }

  /** From now on these are banned. */
  public void use(Collection<StoredBan> bans) {
    Map<String, StoredBan> byName = new HashMap<>();
    List<Network> networks =
        bans.stream()
            .filter(ban -> ban.as().equals(ADDRESS) && Cidr.parse(ban.who()) != null)
            .map(ban -> new Network(Cidr.parse(ban.who()), ban))
            .toList();
    for (StoredBan ban : bans) {
      if (!ban.as().equals(ADDRESS)) {
        byName.put(key(ban.as(), ban.who()), ban);
      }
    }
    index = new Index(byName, networks, List.copyOf(bans));
  }

  /** Those that hold now. */
  public List<StoredBan> all() {
    long now = time.epochMillis();
    return index.all.stream().filter(ban -> ban.untilMillis() > now).toList();
  }

  /**
   * Which ban keeps a client out; null if none does.
   *
   * @param username null if it has none
   * @param address numeric, or another word on a Unix domain socket
   */
  public StoredBan against(String clientId, String username, String address) {
    Index now = index;
    if (now.all.isEmpty()) {
      return null;
    }
    StoredBan ban = named(now, CLIENT_ID, clientId);
    if (ban == null && username != null) {
      ban = named(now, USERNAME, username);
    }
    return ban == null ? ofAddress(now, address) : ban;
  }

  private StoredBan named(Index now, String as, String who) {
    return holding(now.byName.get(key(as, who)));
  }

  private StoredBan ofAddress(Index now, String address) {
    byte[] bytes = now.networks.isEmpty() ? null : Cidr.address(address);
    if (bytes == null) {
      return null;
    }
    for (Network network : now.networks) {
      if (network.range.contains(bytes) && holding(network.ban) != null) {
        return network.ban;
      }
    }
    return null;
  }

  private StoredBan holding(StoredBan ban) {
    return ban != null && ban.untilMillis() > time.epochMillis() ? ban : null;
  }

  private static String key(String as, String who) {
    return as + "/" + who;
  }
}
