package io.dynamq.server.admin;

import io.dynamq.auth.acl.AclSettings;
import io.dynamq.control.HealthView;
import io.dynamq.control.SessionCopy;
import io.dynamq.control.TraceEvent;
import io.dynamq.engine.Zone;
import io.dynamq.hook.HookChain;
import io.dynamq.hook.Plugin;
import io.dynamq.observe.Consumption;
import io.dynamq.observe.Meters;
import io.dynamq.auth.ban.BanList;
import io.dynamq.server.ban.BanBook;
import io.dynamq.store.AuditEntry;
import io.dynamq.store.BanStore;
import io.dynamq.server.access.AclBook;
import io.dynamq.server.alarm.AlarmBook;
import io.dynamq.server.api.ApiKeys;
import io.dynamq.server.api.Watching;
import io.dynamq.server.config.AlarmConfig;
import io.dynamq.server.config.AclConfig;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.flow.SlowSubscribers;
import io.dynamq.server.flow.TopicMetrics;
import io.dynamq.server.plugin.FakePlugin;
import io.dynamq.server.config.ScramConfig;
import io.dynamq.server.config.SlowConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.plugin.PluginHost;
import io.dynamq.server.trace.TraceBook;
import io.dynamq.server.users.ScramUserBook;
import io.dynamq.server.users.UserBooks;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A real administration over a broker of lists. */
public final class AdminFixture implements AutoCloseable {
  private static final long STARTED = 1_576_477_474_000L;
  private static final long UP_MILLIS = (4 * 60 + 52) * 1_000;

  private final FakePlugin plugin = new FakePlugin();
  private final FakeControl control = new FakeControl();
  private final FakeListeners listeners = new FakeListeners(control);
  private final ScramUserBook users;
  private final AdminServer server;
  private final Operations operations;
  private final TraceBook traces;
  private final HookChain hooks = new HookChain();
  private final SlowSubscribers slow =
      new SlowSubscribers(new SlowConfig(true, 500, false, 2, 60_000), new Fixed());
  private final AlarmBook alarms =
      new AlarmBook(
          new AlarmConfig(true, true, 2, 3_600_000, 90, 90), (topic, json) -> {}, new Fixed());
  private final List<String> audited = new CopyOnWriteArrayList<>();
  private final AtomicReference<Map<String, Zone>> zones = new AtomicReference<>();
  private final Consumption consumption = new Consumption();
  private final Path data;

  public AdminFixture(Path data) throws IOException, InvalidSettingsException {
    this.data = data;
    PluginHost host =
        new PluginHost(
            List.of(plugin),
            data.resolve("loaded_plugins"),
            new HookChain(),
            () -> new Plugin.Context(null, List.of(), data, null, null));
    users =
        ScramUserBook.open(
            new ScramConfig(data.resolve("scram_users"), "etc/scram_users", 4_096));
    traces =
        new TraceBook(
            new TraceBook.Places(data.resolve("trace"), data.resolve("log"), 1 << 20),
            control,
            new Fixed());
    operations =
        new Operations(
            control,
            listeners,
            host,
            new UserBooks(null, users),
            acl(),
            new BanBook(
                new BanList(new Fixed()), BanStore.NONE, new Fixed(), listener -> true),
            new AuditLog(this::audit, new Meters(), new Fixed()),
            ApiKeys.open(data),
            reload(host),
            new Watching(traces, alarms, slow, new TopicMetrics(hooks, new Fixed())),
            () -> "# HELP x y\nx 1\n",
            consumption,
            data.resolve("prices.conf"),
            data,
            "0.1.0",
            STARTED,
            new Fixed());
    server =
        AdminServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            AdminToken.create(data),
            operations);
    new Endpoint("127.0.0.1:" + server.port(), "dynamq@127.0.0.1").write(data);
  }

  private Reload reload(PluginHost host) throws IOException, InvalidSettingsException {
    Files.writeString(
        configFile(),
        "persistence = memory\nbackend.dynamo.embedded = off\nzone.external.max_inflight = 8\nmodule.delayed = on\n");
    return new Reload(
        new Reload.Parts(control, acl(), listeners, host, this::config, level -> {}, zones::set),
        config(Map.of()));
  }

  private ServerConfig config(Map<String, String> over) throws InvalidSettingsException {
    ConfigSources sources = new ConfigSources(data, configFile(), data, false, Map.of());
    return ServerConfig.load(sources.with(over), "0.1.0", config -> List.of());
  }

  /** A session that was brought in; null if there is none of that name. */
  public SessionCopy imported(String clientId) {
    return control.imported.get(clientId);
  }

  /** What its store has charged. */
  public Consumption consumption() {
    return consumption;
  }

  /** The limits that a reload has set; null if none has. */
  public Map<String, Zone> zones() {
    return zones.get();
  }

  /** What the broker was started with, and what it would read again. */
  public Path configFile() {
    return data.resolve("broker.conf");
  }

  private CompletableFuture<Void> audit(AuditEntry entry) {
    audited.add(
        entry.who() + ": " + entry.command() + " " + entry.arguments() + ": " + entry.status());
    return CompletableFuture.completedFuture(null);
  }

  /** What was written down. */
  public List<String> audited() {
    return audited;
  }

  private AclBook acl() throws InvalidSettingsException {
    AclConfig config =
        new AclConfig(aclFile(), "etc/acl.conf", "default", false, AclSettings.DEFAULT);
    return AclBook.open(config, new Meters(), Time.system(), null);
  }

  /** Where access rules are read from; does not exist at first. */
  public Path aclFile() {
    return data.resolve("acl.conf");
  }

  public FakePlugin plugin() {
    return plugin;
  }

  /** Told of messages, as if a broker did. */
  public SlowSubscribers slow() {
    return slow;
  }

  /** Told of messages while a topic is counted. */
  public HookChain hooks() {
    return hooks;
  }

  /** Something is wrong. */
  public AlarmBook alarms() {
    return alarms;
  }

  /** Something happens. */
  public void happens(TraceEvent event) {
    control.traced.sink().accept(event);
  }

  /** From now on listeners and certificates cannot be opened for this reason. */
  public void listenerTrouble(String reason) {
    listeners.trouble = reason;
  }

  /** From now on the broker is like this. */
  public void health(HealthView now) {
    control.health = now;
  }

  Operations operations() {
    return operations;
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    traces.close();
    users.close();
  }

  private static final class Fixed implements Time {
    @Override
    public long epochMicros() {
      return (STARTED + UP_MILLIS) * 1_000;
    }

    @Override
    public long nanos() {
      return 0;
    }
  }
}
