package io.dynamq.server;

import io.dynamq.auth.Authenticator;
import io.dynamq.auth.ban.BanList;
import io.dynamq.control.Control;
import io.dynamq.control.ListenerView;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.engine.Broker;
import io.dynamq.engine.Zone;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.net.Listeners;
import io.dynamq.observe.Meters;
import io.dynamq.server.access.AclBook;
import io.dynamq.server.ban.BanBook;
import io.dynamq.server.ban.Flapping;
import io.dynamq.server.admin.AdminServer;
import io.dynamq.server.admin.AdminToken;
import io.dynamq.server.admin.AuditLog;
import io.dynamq.server.admin.Endpoint;
import io.dynamq.server.admin.Operations;
import io.dynamq.server.api.ApiKeys;
import io.dynamq.server.api.Watching;
import io.dynamq.server.admin.Reload;
import io.dynamq.server.admin.SecureApi;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.HostPort;
import io.dynamq.server.config.ListenerConfig;
import io.dynamq.server.config.ManagementConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.plugin.PluginHost;
import io.dynamq.server.plugin.PluginView;
import io.dynamq.server.presence.Presence;
import io.dynamq.server.price.Prices;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.AuditStore;
import io.dynamq.store.LateStorage;
import io.dynamq.store.Storage;
import io.dynamq.time.Time;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole broker: stores, engine, sockets, plug-ins, administration, wired by hand. What is opened
 * first is closed last, so nothing stops while something above still needs it.
 */
final class Server implements AutoCloseable {
  /** Its name in the data directory. */
  static final String LOADED_PLUGINS = "loaded_plugins";

  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final long CLOSE_MILLIS = 5_000;
  private static final int LOOPS_MIN = 2;

  private final ServerConfig config;
  private final PrintStream console;
  private final Closing closing = new Closing();
  private final Time time = Time.system();
  private final Meters meters = new Meters();
  private PluginHost plugins;
  private AclBook acl;
  private BanBook bans;
  private AuditStore audited;
  private Reload reload;
  private List<Executor> loops = List.of();
  private Supplier<List<ListenerView>> bound = List::of;
  private HostPort adminAddress;

  /** Null unless the store was not there and the broker serves without it. */
  private StoreOpening opening;

  private int restored;

  /** Limits by zone, as a reload has left them. */
  private volatile Map<String, Zone> zones;

  private Server(ServerConfig config, PrintStream console) {
    this.config = config;
    this.zones = config.broker().zones();
    this.console = console;
  }

  /**
   * Starts everything, or nothing. Clients are let in last, when all else is there.
   *
   * @param console told what is closed in the end
   * @param beforeListening called when the next thing is to let clients in
   * @throws InvalidSettingsException if a store or plug-in refuses its configuration
   */
  static Server start(
      ServerConfig config, ConfigSources sources, PrintStream console, Runnable beforeListening)
      throws StartFailure, InvalidSettingsException {
    Server server = new Server(config, console);
    try {
      server.open(sources, beforeListening);
      return server;
    } catch (StartFailure | InvalidSettingsException | RuntimeException e) {
      server.closing.close();
      throw e;
    }
  }

  private void open(ConfigSources sources, Runnable beforeListening)
      throws StartFailure, InvalidSettingsException {
    if (config.embedded().isPresent()) {
      EmbeddedDynamoDb embedded = Stores.embedded(config.embedded().orElseThrow());
      closing.later("embedded store is closed", embedded::close);
    }
    Storage storage = storage();
    closing.later("everything is in the store", storage::close);
    Listeners listeners =
        new Listeners(
            Math.max(LOOPS_MIN, Runtime.getRuntime().availableProcessors()),
            config.transport(),
            name -> zones.get(name),
            meters,
            time,
            config.pace());
    loops = listeners.loops();
    bound = () -> Sockets.views(listeners);
    closing.later("connections are closed", () -> listeners.shutdown(CLOSE_MILLIS));
    BanList banned = new BanList(time);
    audited = storage.audit();
    bans = new BanBook(banned, storage.bans(), time, config::bansHold);
    Authentication authentication = Authentication.open(config, closing, meters, time);
    acl = AclBook.open(config.acl(), meters, time, authentication.rules());
    Broker broker = broker(storage, listeners, authentication.authenticator(banned, meters, time));
    if (config.presence().enabled()) {
      broker.hooks().add(new Presence(config.presence(), broker.port(), time));
    }
    plugins = plugins(broker, sources);
    // Behind the plug-ins in the order of opening: they still hear of clients that are sent away.
    closing.later("clients are told to leave", broker::close);
    closing.later("no new connections", listeners::stopAccepting);
    HeapReading heap = new HeapReading(time, config.memory().high());
    closing.later("the heap is not looked at any more", heap::close);
    broker.watchMemory(config.memory(), heap, listeners::hold);
    broker.startTicking();
    Control control = broker.control(() -> Sockets.views(listeners));
    Watching watching = Observation.open(config, broker, control, heap, closing, time);
    administration(control, broker, listeners, authentication, sources, watching);
    beforeListening.run();
    Sockets.open(listeners, config.listeners(), broker.acceptor());
  }

  private Storage storage() throws StartFailure, InvalidSettingsException {
    try {
      return Stores.storage(config, time, meters);
    } catch (StartFailure e) {
      if (config.storeRequired() || !StoreOpening.mayCome(e.getCause())) {
        throw e;
      }
      opening =
          new StoreOpening(
              new LateStorage(e.getMessage()),
              () -> {
                try {
                  return Stores.storage(config, time, meters);
                } catch (InvalidSettingsException wrong) {
                  throw new StartFailure(wrong.getMessage(), wrong);
                }
              });
      return opening.storage();
    }
  }

  private Broker broker(Storage storage, Listeners listeners, Authenticator authenticator)
      throws StartFailure {
    Broker broker =
        new Broker(
            new Broker.Parts(
                config.broker(),
                storage,
                time,
                meters,
                authenticator,
                acl.authorizer(),
                listeners.loops()));
    if (opening != null) {
      broker.serveBlindly();
      closing.later("the store is no longer looked for", opening::close);
      opening.start(broker);
      return broker;
    }
    try {
      restored = broker.restore().get();
      return broker;
    } catch (ExecutionException e) {
      throw new StartFailure(
          "the stored sessions cannot be read: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartFailure("interrupted while reading the stored sessions", e);
    }
  }

  private PluginHost plugins(Broker broker, ConfigSources sources)
      throws StartFailure, InvalidSettingsException {
    PluginHost host =
        new PluginHost(
            ServiceLoader.load(Plugin.class),
            config.dataDirectory().resolve(LOADED_PLUGINS),
            broker.hooks(),
            () ->
                new Plugin.Context(
                    broker.port(),
                    ServerConfig.reread(sources),
                    config.dataDirectory(),
                    time,
                    meters));
    closing.later("plugins are unloaded", host::close);
    try {
      host.loadRemembered();
      return host;
    } catch (PluginException e) {
      throw new StartFailure("a plugin cannot load: " + e.getMessage(), e);
    }
  }

  private void secureApi(ManagementConfig management, Operations operations)
      throws StartFailure {
    try {
      SecureApi api =
          SecureApi.open(
              management.address().socket(), ApiCertificates.open(management.tls()), operations);
      closing.later("the HTTP API is closed", api::close);
    } catch (IOException e) {
      throw new StartFailure(
          "management.listener.https cannot open " + management.address() + ": " + e.getMessage(),
          e);
    }
  }

  private void administration(
      Control control,
      Broker broker,
      Listeners listeners,
      Authentication authentication,
      ConfigSources sources,
      Watching watching)
      throws StartFailure {
    HostPort address = config.admin();
    MetricsPage metrics = new MetricsPage(meters, config.broker());
    bans.start(control);
    closing.later("no more bans are looked for", bans::close);
    if (config.broker().zones().values().stream().anyMatch(z -> z.guard().flapping())) {
      broker.hooks().add(new Flapping(config.auth().flapping(), bans, time));
    }
    ListenerDesk desk = new ListenerDesk(listeners, config.listeners(), broker.acceptor());
    reload = new Reload(parts(broker, control, desk, sources), config);
    Operations operations =
        new Operations(
            control,
            desk,
            plugins,
            authentication.users(),
            acl,
            bans,
            new AuditLog(audited, meters, time),
            keys(),
            reload,
            watching,
            metrics,
            meters.consumption(),
            sources.home().resolve(Prices.FILE),
            config.dataDirectory(),
            config.broker().version(),
            time.epochMillis(),
            time);
    try {
      AdminServer admin =
          AdminServer.open(
              address.socket(), AdminToken.create(config.dataDirectory()), operations);
      closing.later(
          "administration is closed",
          () -> {
            admin.close();
            metrics.close();
          });
      adminAddress = new HostPort(address.host(), admin.port());
      new Endpoint(
              adminAddress.toString(),
              config.broker().node(),
              sources.file().toString())
          .write(config.dataDirectory());
    } catch (IOException e) {
      throw new StartFailure(
          "the administration cannot listen at " + address + ": " + e.getMessage(), e);
    }
    if (config.management().isPresent()) {
      secureApi(config.management().get(), operations);
    }
  }

  private ApiKeys keys() throws StartFailure {
    try {
      return ApiKeys.open(config.dataDirectory());
    } catch (IOException e) {
      throw new StartFailure(
          "the keys of the HTTP API cannot be read: "
              + config.dataDirectory().resolve(ApiKeys.FILE) + ": " + e.getMessage()
              + " -> remove the file and make keys anew by emqx_ctl mgmt insert",
          e);
    }
  }

  private Reload.Parts parts(
      Broker broker, Control control, ListenerDesk desk, ConfigSources sources) {
    return new Reload.Parts(
        control,
        acl,
        desk,
        plugins,
        over -> ServerConfig.load(sources.with(over), Version.text(), OwnerChecks::beforeStart),
        Logs::setLevel,
        fresh -> {
          zones = fresh;
          broker.useZones(fresh);
        });
  }

  /** Whether its event loops turn; waits for them. */
  boolean isAlive() {
    return Pulse.isIn(loops);
  }

  /** Reads again what can change, for a signal; the log says what came of it. */
  void reload() {
    Reload.Report report = reload.run();
    report.lines().forEach(line -> LOG.info("reload: {}", line));
  }

  /** Sessions that the store kept. */
  int restored() {
    return restored;
  }

  /** Where a listener really is, also if the system has chosen its port. */
  String address(ListenerConfig listener) {
    return bound.get().stream()
        .filter(
            view ->
                view.name().equals(listener.settings().name())
                    && view.protocol().equals(listener.settings().protocol().text()))
        .filter(view -> listener.address().endsWith(":0"))
        .map(ListenerView::address)
        .findFirst()
        .orElse(listener.address());
  }

  /** Where the administration really is. */
  HostPort adminAddress() {
    return adminAddress;
  }

  List<String> activePlugins() {
    return plugins.list().stream().filter(PluginView::active).map(PluginView::name).toList();
  }

  /** Stops gracefully, saying what is done. */
  @Override
  public void close() {
    closing.closeLoudly(console);
  }
}
