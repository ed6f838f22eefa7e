package io.dynamq.server.api;

import io.dynamq.server.ban.BanBook;
import io.dynamq.store.StoredBan;
import io.dynamq.time.Time;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bans in EMQX's form; times are seconds of the epoch. */
final class Bans {
  private static final long MINUTES_5 = 300;
  private static final long LAST = Long.MAX_VALUE / 1_000;

  private final BanBook bans;
  private final Time time;

  Bans(BanBook bans, Time time) {
    this.bans = bans;
    this.time = time;
  }

  List<Map<String, Object>> all() {
    return bans.all().stream().map(Bans::row).toList();
  }

  /** Answers when the store has it; if that fails, it holds on this node nevertheless. */
  Object ban(Call call) throws ApiFault {
    long now = time.epochMillis() / 1_000;
    long until = call.number("until", 0, LAST, now + MINUTES_5);
    if (until <= now) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, "until: expected a time to come");
    }
    StoredBan ban =
        new StoredBan(
            call.text("as"),
            call.text("who"),
            call.text("reason", ""),
            call.text("by", "user"),
            call.number("at", 0, LAST, now) * 1_000,
            until * 1_000);
    try {
      Asking.of(bans.ban(ban));
    } catch (IllegalArgumentException e) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, e.getMessage());
    }
    return row(ban);
  }

  Object lift(Call call) throws ApiFault {
    if (!Asking.of(bans.lift(call.argument(0), call.argument(1)))) {
      throw ApiFault.notFound("such a ban");
    }
    return null;
  }

  private static Map<String, Object> row(StoredBan ban) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("who", ban.who());
    row.put("as", ban.as());
    row.put("reason", ban.reason());
    row.put("by", ban.by());
    row.put("at", ban.atMillis() / 1_000);
    row.put("until", ban.untilMillis() == Long.MAX_VALUE ? "infinity" : ban.untilMillis() / 1_000);
    return row;
  }
}
