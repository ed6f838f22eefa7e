package io.dynamq.server;

import io.dynamq.server.admin.Moment;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.EmbeddedConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.ctl.StoredReads;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.PlainRead;
import io.dynamq.store.PlainRead.Subject;
import io.dynamq.store.StorageProvider;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The option {@code --aws}: asks the configured store; neither broker nor store need run. */
public final class AwsReads implements StoredReads {
  private static final Map<String, Subject> SUBJECTS =
      Map.ofEntries(
          Map.entry("clients list", Subject.SESSIONS),
          Map.entry("clients show <ClientId>", Subject.SESSION),
          Map.entry("sessions list", Subject.SESSIONS),
          Map.entry("sessions show <ClientId>", Subject.SESSION),
          Map.entry("session show <ClientId>", Subject.SESSION),
          Map.entry("session export <ClientId>", Subject.WHY),
          Map.entry("subscriptions list", Subject.SUBSCRIPTIONS),
          Map.entry("subscriptions show <ClientId>", Subject.SUBSCRIPTIONS_OF),
          Map.entry("routes list", Subject.ROUTES),
          Map.entry("routes show <Topic>", Subject.ROUTE),
          Map.entry("topics list", Subject.ROUTES),
          Map.entry("topics show <Topic>", Subject.ROUTE),
          Map.entry("retainer info", Subject.RETAINED_COUNT),
          Map.entry("retainer topics", Subject.RETAINED_TOPICS),
          Map.entry("why <ClientId>", Subject.WHY),
          Map.entry("ban list", Subject.BANS),
          Map.entry("undelivered list", Subject.UNDELIVERED),
          Map.entry("undelivered export", Subject.UNDELIVERED));

  /** What a command shows that shows nothing of the store. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("status", "the running broker says whether it runs"),
          Map.entry("health", "the running broker says how it is"),
          Map.entry("broker", "that is in the running broker's memory"),
          Map.entry("broker stats", "gauges are in the running broker's memory"),
          Map.entry("broker metrics", "counters are in the running broker's memory"),
          Map.entry("broker prometheus", "meters are in the running broker's memory"),
          Map.entry("ping", "the running broker says whether it answers"),
          Map.entry("ready", "the running broker says whether it serves"),
          Map.entry("cluster status", "nodes know of no others"),
          Map.entry("cost", "what was charged is in the running broker's memory"),
          Map.entry("hot", "what was charged is in the running broker's memory"),
          Map.entry("listeners", "listeners are in the running broker and its configuration"),
          Map.entry("plugins list", "plug-ins are in the running broker and loaded_plugins"),
          Map.entry("alarms list", "alarms are in the running broker's memory"),
          Map.entry("alarms history", "alarms are in the running broker's memory"),
          Map.entry("slow_subs list", "the ranking is in the running broker's memory"),
          Map.entry("topic_metrics list", "counters are in the running broker's memory"),
          Map.entry("trace list", "traces are files of the running broker"),
          Map.entry("traces list", "traces are files, in trace of the data directory"),
          Map.entry("traces show <Name>", "traces are files, in trace of the data directory"),
          Map.entry("users list", "users are in the file scram_users of the data directory"));

  /** Groups of commands that look at the process only. */
  private static final Map<String, String> PROCESS =
      Map.of(
          "modules", "modules are settings: config show",
          "explain", "the running broker says what it would do",
          "config", "settings are in the configuration and its broker",
          "mgmt", "keys are in the file api_keys of the data directory",
          "vm", "these are figures of the running process",
          "log", "log levels are in the running broker and its configuration");

  @Override
  public List<String> of(
      Place place, String usage, List<String> parameters, Map<String, String> options)
      throws IOException {
    Subject subject = SUBJECTS.get(withoutOptions(usage));
    if (subject == null) {
      String why = elsewhere(withoutOptions(usage));
      throw new IOException("not in the store: " + why);
    }
    String name = parameters.isEmpty() ? options.get("client") : parameters.get(0);
    if ("".equals(name)) {
      throw new IOException("expected a client id or topic that is not empty");
    }
    ServerConfig config = config(place);
    long now = Time.system().epochMillis();
    PlainRead read =
        new PlainRead(subject, name, config.broker().node(), since(options, now), now);
    List<String> lines = new ArrayList<>();
    if (config.embedded().isPresent()) {
      lines.addAll(serving(place.home(), config.embedded().orElseThrow()));
    }
    lines.addAll(asked(config, read));
    return lines;
  }

  private static String elsewhere(String plain) {
    String group = plain.split(" ")[0];
    return ELSEWHERE.getOrDefault(plain, PROCESS.getOrDefault(group, "it reads nothing"));
  }

  /** Whether a command is known here; for the test that none is forgotten. */
  static boolean knows(String usage) {
    String plain = withoutOptions(usage);
    return SUBJECTS.containsKey(plain)
        || ELSEWHERE.containsKey(plain)
        || PROCESS.containsKey(plain.split(" ")[0]);
  }

  private static String withoutOptions(String usage) {
    int options = usage.indexOf(" [");
    return options < 0 ? usage : usage.substring(0, options);
  }

  private static long since(Map<String, String> options, long now) throws IOException {
    try {
      return options.containsKey("since") ? Moment.millis(options.get("since"), now) : 0;
    } catch (DateTimeException e) {
      throw new IOException("--since " + options.get("since") + " is not " + Moment.EXPECTED, e);
    }
  }

  private static ServerConfig config(Place place) throws IOException {
    ConfigSources sources =
        new ConfigSources(place.home(), place.config(), place.data(), false, place.environment());
    try {
      return ServerConfig.load(sources, Version.text(), config -> List.of());
    } catch (InvalidSettingsException e) {
      throw unusable(e);
    }
  }

  private static List<String> asked(ServerConfig config, PlainRead read) throws IOException {
    StorageProvider store =
        Stores.provider(config)
            .orElseThrow(() -> new IOException("persistence = memory keeps nothing"));
    try {
      return store.plainly(read, config.settings());
    } catch (InvalidSettingsException e) {
      throw unusable(e);
    }
  }

  private static IOException unusable(InvalidSettingsException e) {
    return new IOException("the configuration cannot be used: " + e.problems().get(0), e);
  }

  /** The embedded store runs inside the broker. */
  private static List<String> serving(Path home, EmbeddedConfig embedded) {
    Path installed = home.resolve("lib");
    Path jars =
        Files.isDirectory(installed) ? installed : home.resolve("broker-server/target/dist/lib");
    return List.of(
        "# while the broker is down, serve its embedded store in another terminal:",
        "#   java -cp '" + jars + "/*' io.dynamq.dynamodb.Main --data-dir '" + embedded.directory()
            + "' --port " + embedded.address().port(),
        "# the embedded store takes any credentials, but aws wants some");
  }
}
