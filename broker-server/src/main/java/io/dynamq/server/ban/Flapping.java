package io.dynamq.server.ban;

import io.dynamq.auth.ban.BanList;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.hook.Standing;
import io.dynamq.message.LogField;
import io.dynamq.server.config.FlappingConfig;
import io.dynamq.store.StoredBan;
import io.dynamq.time.Time;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bans client identifiers that come and go too often: so many ends of connections within a time, as
 * EMQX counts, in zones that want it. Counts for a bounded number of identifiers; those that were
 * quiet longest are forgotten first. Any thread.
 */
public final class Flapping implements Hooks {
  private static final Logger LOG = LoggerFactory.getLogger(Flapping.class);
  private static final int IDS_MAX = 65_536;

  private final FlappingConfig config;
  private final BanBook bans;
  private final Time time;
  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > IDS_MAX;
        }
      };

  /** Ends of one client's connections since a time. */
  private static final class Count {
    private long sinceMillis;
    private int ends;
  }

  public Flapping(FlappingConfig config, BanBook bans, Time time) {
    this.config = config;
    this.bans = bans;
    this.time = time;
  }

  @Override
  public void clientDisconnected(ClientInfo client, String reason) {
    if (!client.standing().attributes().containsKey(Standing.RESTLESSNESS)) {
      return;
    }
    // What we did ourselves is not the client's restlessness.
    if (reason.equals("kicked") || reason.equals("server_shutdown") || !isTooMuch(client)) {
      return;
    }
    String id = client.id().value();
    LOG.warn(
        "client {} has come and gone {} times within {} ms and is banned for {} ms",
        LogField.client(id),
        config.count(),
        config.windowMillis(),
        config.banMillis());
    long now = time.epochMillis();
    try {
      bans.ban(
              new StoredBan(
                  BanList.CLIENT_ID,
                  id,
                  "flapping is detected",
                  "flapping detector",
                  now,
                  now + config.banMillis()))
          .exceptionally(
              fault -> {
                LOG.warn("a ban is not in the store yet: {}", fault.getMessage());
                return null;
              });
    } catch (IllegalArgumentException full) {
      LOG.warn("a client that flaps is not banned: {}", full.getMessage());
    }
  }

  private synchronized boolean isTooMuch(ClientInfo client) {
    Count count = counts.computeIfAbsent(client.id().value(), id -> new Count());
    long now = time.epochMillis();
    if (now - count.sinceMillis >= config.windowMillis()) {
      count.sinceMillis = now;
      count.ends = 0;
    }
    if (++count.ends < config.count()) {
      return false;
    }
    counts.remove(client.id().value());
    return true;
  }
}
