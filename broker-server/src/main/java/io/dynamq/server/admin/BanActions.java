package io.dynamq.server.admin;

import io.dynamq.message.Texts;
import io.dynamq.server.ban.BanBook;
import io.dynamq.store.StoredBan;
import io.dynamq.time.Time;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands about bans. */
final class BanActions {
  private static final String NONE = "Error: there is no such ban";
  private static final String BY = "administrator";

  private final BanBook bans;
  private final Time time;

  BanActions(BanBook bans, Time time) {
    this.bans = bans;
    this.time = time;
  }

  Answer list() {
    List<StoredBan> all = bans.all();
    return new Answer(
        all.stream().map(BanActions::json).toList(), all.stream().map(BanActions::line).toList());
  }

  /** The arguments are what is meant and who it is. */
  Answer add(List<String> arguments, Map<String, String> options) throws Refusal {
    long now = time.epochMillis();
    StoredBan ban =
        new StoredBan(
            arguments.get(0),
            arguments.get(1),
            options.getOrDefault("reason", ""),
            BY,
            now,
            until(options.get("for"), now));
    try {
      String fault = Waiting.on(bans.ban(ban).handle((done, wrong) -> words(wrong)));
      if (!fault.isEmpty()) {
        throw new Refusal(
            Refusal.CONFLICT,
            "Error: it holds on this node, but the store has not taken it yet: " + fault);
      }
      return Answer.ok();
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: " + Printable.of(e.getMessage()));
    }
  }

  private static String words(Throwable wrong) {
    return wrong == null ? "" : Printable.of(Texts.cause(wrong));
  }

  private static long until(String text, long now) throws Refusal {
    if (text == null) {
      return Long.MAX_VALUE;
    }
    try {
      long at = Moment.millis(text, now);
      boolean isDate = text.indexOf('T') > 0;
      if (!isDate || at > now) {
        return isDate ? at : now + (now - at);
      }
    } catch (DateTimeException e) {
      // Told below.
    }
    throw new Refusal(
        Refusal.BAD_REQUEST,
        "Error: --for=" + Printable.of(text) + " is not " + Moment.EXPECTED + " to come");
  }

  Answer delete(List<String> arguments) throws Refusal {
    String fault =
        Waiting.on(
            bans.lift(arguments.get(0), arguments.get(1))
                .handle((there, wrong) -> wrong == null && !there ? NONE : words(wrong)));
    if (fault.equals(NONE)) {
      throw new Refusal(Refusal.NOT_FOUND, NONE);
    }
    if (!fault.isEmpty()) {
      throw new Refusal(
          Refusal.CONFLICT,
          "Error: it is lifted on this node, but the store has not taken that yet: " + fault);
    }
    return Answer.ok();
  }

  private static Map<String, Object> json(StoredBan ban) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("as", ban.as());
    json.put("who", ban.who());
    json.put("reason", ban.reason());
    json.put("by", ban.by());
    json.put("at", ban.atMillis() / 1_000);
    json.put("until", ban.untilMillis() == Long.MAX_VALUE ? "infinity" : ban.untilMillis() / 1_000);
    return json;
  }

  private static String line(StoredBan ban) {
    return "Ban(%s, %s, reason=%s, by=%s, at=%s, until=%s)"
        .formatted(
            ban.as(),
            Printable.of(ban.who()),
            Printable.of(ban.reason()),
            Printable.of(ban.by()),
            Instant.ofEpochMilli(ban.atMillis()),
            ban.untilMillis() == Long.MAX_VALUE
                ? "infinity"
                : Instant.ofEpochMilli(ban.untilMillis()));
  }
}
