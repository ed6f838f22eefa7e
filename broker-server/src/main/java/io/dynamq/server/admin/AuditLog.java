package io.dynamq.server.admin;

import io.dynamq.message.Texts;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.AuditEntry;
import io.dynamq.store.AuditStore;
import io.dynamq.time.Time;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down every command that may change something, with who asked, from where, and what came of
 * it: in the log and in the store. Passwords are left out. Any thread.
 */
public final class AuditLog {
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  /** Who has the token of the data directory. */
  static final String TOKEN = "token";

  private static final int ARGUMENTS_MAX = 1_024;

  private final AuditStore store;
  private final Meters meters;
  private final Time time;

  public AuditLog(AuditStore store, Meters meters, Time time) {
    this.store = store;
    this.meters = meters;
    this.time = time;
  }

  /**
   * Notes one that was carried out or refused.
   *
   * @param from address and port
   * @param status of HTTP
   */
  void note(
      Command command, List<String> arguments, Map<String, String> options, String from, int status) {
    if (command.method().equals("GET")) {
      return;
    }
    List<String> shown =
        command.body() == Command.Body.NONE
            ? arguments
            : arguments.subList(0, Math.max(0, arguments.size() - 1));
    note(TOKEN, from, String.join(" ", command.words()), text(shown, options), status);
  }

  /**
   * The same for a request of the HTTP API that may change something.
   *
   * @param who {@link #TOKEN}, or a key and its name
   */
  void note(String who, String from, String command, String arguments, int status) {
    LOG.info("{} from {}: {} {}: {}", who, from, command, arguments, status);
    store
        .put(new AuditEntry(time.epochMillis(), who, from, command, arguments, status))
        .exceptionally(
            fault -> {
              meters.count(Metric.AUDIT_LOST);
              LOG.warn("the line above is in this log only: {}", Texts.cause(fault));
              return null;
            });
  }

  private static String text(List<String> arguments, Map<String, String> options) {
    StringBuilder text = new StringBuilder();
    arguments.forEach(one -> text.append(text.isEmpty() ? "" : " ").append(one));
    options.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? "" : " ").append("--").append(name).append('=').append(value));
    return bounded(text.toString());
  }

  /** Fit for a line of a log. */
  static String bounded(String text) {
    return Printable.of(text.length() > ARGUMENTS_MAX ? text.substring(0, ARGUMENTS_MAX) : text);
  }
}
