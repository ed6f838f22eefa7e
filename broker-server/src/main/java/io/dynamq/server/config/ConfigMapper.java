package io.dynamq.server.config;

import io.dynamq.engine.Broker;
import io.dynamq.engine.BrokerSettings;
import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.engine.OutagePolicy;
import io.dynamq.engine.Zone;
import io.dynamq.net.NodePace;
import io.dynamq.net.TransportChoice;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.setting.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Turns settings into what the program takes, and checks what one setting alone cannot show. */
final class ConfigMapper {
  private static final String DURABILITY_RULE = "durability.rule.";
  private static final String OVERFLOW_RULE = "mqueue.rule.";
  private static final String OUTAGE_RULE = "store.outage.rule.";

  private final Settings settings;
  private static final String STRATEGY = "shared_subscription_strategy";

  private final ConfigSources sources;
  private final List<Problem> problems;

  ConfigMapper(Settings settings, ConfigSources sources, List<Problem> problems) {
    this.settings = settings;
    this.sources = sources;
    this.problems = problems;
  }

  ServerConfig map(String version) {
    List<String> notices = new ArrayList<>(settings.notices());
    List<ListenerConfig> listeners =
        new ListenerRules(settings, sources, problems, notices).listeners();
    return new ServerConfig(
        broker(version, listeners),
        listeners,
        admin(),
        ManagementKeys.read(settings, sources.home(), problems),
        settings.text("persistence").orElseThrow(),
        settings.flag("store.required").orElse(true),
        new EmbeddedRules(settings, problems)
            .address()
            .map(address -> new EmbeddedConfig(address, embeddedDirectory())),
        new AuthRules(settings, sources.home(), problems).read(listeners),
        AuthKeys.scram(settings, sources.home()),
        AclKeys.read(settings, sources.home()),
        log(),
        AlarmConfig.read(settings),
        MachineConfig.read(settings, problems),
        new ModuleReader(settings, problems).presence(),
        SlowConfig.read(settings),
        TransportChoice.valueOf(
            settings.text("node.transport").orElseThrow().toUpperCase(Locale.ROOT)),
        new Broker.MemoryMarks(
            number("memory.high_watermark") / 100.0, number("memory.critical_watermark") / 100.0),
        new NodePace(
            (int) number("broker.max_conn_rate"),
            new Zone.Paces(
                settings.as("broker.messages_rate", Zone.Pace.class).orElse(null),
                settings.as("broker.bytes_rate", Zone.Pace.class).orElse(null))),
        sources.dataDirectory(),
        settings.entriesForOthers(),
        notices);
  }

  private BrokerSettings broker(String version, List<ListenerConfig> listeners) {
    return new BrokerSettings(
        settings.text("node.name").orElseThrow(),
        version,
        zones(listeners),
        durability(),
        new BrokerSettings.Sys(
            number("broker.sys_interval"), number("broker.sys_heartbeat")),
        sharing(),
        new BrokerSettings.RetainedLimits(
            (int) number("retainer.max_retained_messages"),
            (int) number("retainer.max_payload_size"),
            number("retainer.expiry_interval") / 1_000),
        new ModuleReader(settings, problems).read());
  }

  private DurabilityPolicy durability() {
    return new DurabilityPolicy(
        DurabilityPolicy.named(settings.text("durability.ack_after").orElseThrow()),
        rules(DURABILITY_RULE, key -> settings.durabilityRule(key).orElseThrow()),
        new OutagePolicy(
            OutagePolicy.named(settings.text("store.outage").orElseThrow()),
            rules(
                OUTAGE_RULE, key -> settings.as(key, OutagePolicy.Rule.class).orElseThrow())));
  }

  /** The values of numbered keys, by number. */
  private <T> List<T> rules(String prefix, Function<String, T> value) {
    TreeMap<Integer, T> rules = new TreeMap<>();
    for (String key : settings.keys()) {
      if (key.startsWith(prefix)) {
        rules.put(Integer.parseInt(key.substring(prefix.length())), value.apply(key));
      }
    }
    return List.copyOf(rules.values());
  }

  private BrokerSettings.Sharing sharing() {
    Map<String, SharedStrategy> byGroup = new HashMap<>();
    for (String key : settings.keys()) {
      String[] parts = key.split("\\.");
      if (parts.length == 3 && parts[0].equals("broker") && parts[2].equals(STRATEGY)) {
        byGroup.put(parts[1], strategy(key));
      }
    }
    return new BrokerSettings.Sharing(
        strategy("broker." + STRATEGY),
        byGroup,
        settings.flag("broker.shared_dispatch_ack_enabled").orElseThrow());
  }

  private SharedStrategy strategy(String key) {
    return SharedStrategy.named(settings.text(key).orElseThrow()).orElseThrow();
  }

  private Map<String, Zone> zones(List<ListenerConfig> listeners) {
    TreeSet<String> names = new TreeSet<>();
    names.add(ClientLimits.SHIPPED_ZONE);
    listeners.forEach(listener -> names.add(listener.settings().zone()));
    for (String key : settings.keys()) {
      if (key.startsWith("zone.")) {
        names.add(key.split("\\.")[1]);
      }
    }
    Map<String, Zone> zones = new HashMap<>();
    List<OverflowPolicy.Rule> overflow =
        rules(OVERFLOW_RULE, key -> settings.overflowRule(key).orElseThrow());
    names.forEach(name -> zones.put(name, new ZoneReader(settings, name, overflow).read()));
    return zones;
  }

  private HostPort admin() {
    HostPort address = settings.address("admin.listener").orElseThrow();
    if (!address.isLoopback()) {
      problems.add(
          new Problem(
              settings.origin("admin.listener"),
              "admin.listener",
              "'" + address + "' can be reached from the network and the administration is not"
                  + " encrypted, expected an address of this machine such as 127.0.0.1:8081; for the HTTP"
                  + " API over TLS there is management.listener.https"));
    }
    return address;
  }

  private LogConfig log() {
    return new LogConfig(
        settings.text("log.level").orElseThrow(),
        directory("log.dir", "log"),
        number("log.rotation.size"),
        (int) number("log.rotation.count"),
        new LogConfig.Form(
            settings.text("log.to").orElseThrow(),
            settings.text("log.formatter").orElseThrow().equals("json"),
            (int) number("log.repeats")),
        number("trace.file_size"));
  }

  private Path embeddedDirectory() {
    return directory("backend.dynamo.embedded.data_dir", "dynamodb");
  }

  /** A written directory is relative to the distribution, the default is in the data directory. */
  private Path directory(String key, String name) {
    Optional<String> written = settings.text(key);
    return written
        .map(text -> sources.home().resolve(text).normalize())
        .orElse(sources.dataDirectory().resolve(name));
  }

  private long number(String key) {
    return settings.number(key).orElseThrow();
  }
}
