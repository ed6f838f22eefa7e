package io.dynamq.server.admin;

import io.dynamq.server.metrics.Scrape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each row of {@link Commands} does. */
final class Actions {

  /** Carries a command out. */
  interface Action {
    Answer run(List<String> arguments) throws Refusal;
  }

  /** Carries a command out that takes options. */
  interface OptionAction {
    Answer run(List<String> arguments, Map<String, String> options) throws Refusal;
  }

  private final Map<String, Action> byUsage = new HashMap<>();
  private final Map<String, OptionAction> byWords = new HashMap<>();

  Actions(Operations operations) {
    BrokerActions broker = new BrokerActions(operations);
    byUsage.put("status", arguments -> broker.status());
    byUsage.put("health", arguments -> broker.health());
    byUsage.put("reload", arguments -> broker.reload());
    byUsage.put("ping", arguments -> broker.ping());
    byUsage.put("ready", arguments -> broker.ready());
    byUsage.put(
        "broker prometheus",
        arguments -> Answer.page(operations.metrics().get(), Scrape.TYPE));
    byUsage.put("broker", arguments -> broker.broker());
    byUsage.put("broker stats", arguments -> broker.numbers(operations.control().stats()));
    byUsage.put("broker metrics", arguments -> broker.numbers(operations.control().metrics()));
    clients(new ClientActions(operations.control()));
    plugins(new PluginActions(operations.plugins()));
    users(new UserActions(operations.users()));
    acl(new AclActions(operations.acl(), operations.control()));
    bans(new BanActions(operations.bans(), operations.time()));
    own(operations);
    DataActions data = new DataActions(operations);
    byUsage.put("data export", arguments -> data.save());
    byUsage.put("data import <File>", arguments -> data.restore(arguments.get(0)));
    sessions(new SessionActions(operations.control()));
    cluster(new ClusterActions(operations.control()));
    listeners(new ListenerActions(operations.control(), operations.listeners()));
    vm(new VmActions(operations.control()));
    log(new LogActions());
    keys(new KeyActions(operations.keys()));
    WhyActions why = new WhyActions(operations.control(), operations.time());
    byWords.put("why", (arguments, options) -> why.why(arguments.get(0), options));
    undelivered(new UndeliveredActions(operations.control(), operations.time()));
    traces(new TraceActions(operations.watching().traces(), operations.control().node()));
    alarms(new AlarmActions(operations.watching().alarms()));
    flow(new FlowActions(operations.watching().slow(), operations.watching().topics()));
  }

  private void flow(FlowActions flow) {
    byUsage.put("slow_subs list", arguments -> flow.slow());
    byUsage.put("slow_subs clear", arguments -> flow.clearSlow());
    byUsage.put("topic_metrics list", arguments -> flow.topics());
    byUsage.put("topic_metrics add <Topic>", arguments -> flow.add(arguments.get(0)));
    byUsage.put("topic_metrics del <Topic>", arguments -> flow.delete(arguments.get(0)));
    byUsage.put("topic_metrics clear", arguments -> flow.clear());
  }

  private void alarms(AlarmActions alarms) {
    byUsage.put("alarms list", arguments -> alarms.list());
    byUsage.put("alarms history", arguments -> alarms.history());
    byUsage.put("alarms deactivate <Name>", arguments -> alarms.deactivate(arguments.get(0)));
    byUsage.put("alarms clear", arguments -> alarms.clear());
  }

  private void traces(TraceActions traces) {
    byUsage.put("trace list", arguments -> traces.listNameless());
    byUsage.put(
        "trace start <Type> <Filter> <File>",
        arguments ->
            traces.startNameless(arguments.get(0), arguments.get(1), arguments.get(2), "debug"));
    byUsage.put(
        "trace start <Type> <Filter> <File> <Level>",
        arguments ->
            traces.startNameless(
                arguments.get(0), arguments.get(1), arguments.get(2), arguments.get(3)));
    byUsage.put(
        "trace stop <Type> <Filter>",
        arguments -> traces.stopNameless(arguments.get(0), arguments.get(1)));
    byUsage.put("traces list", arguments -> traces.list());
    byWords.put("traces start", traces::start);
    byWords.put(
        "traces show", (arguments, options) -> traces.show(arguments.get(0), options.get("tail")));
    byUsage.put("traces stop <Name>", arguments -> traces.stop(arguments.get(0)));
    byUsage.put("traces delete <Name>", arguments -> traces.delete(arguments.get(0)));
  }

  /** What {@link OwnCommands} lists, and EMQX's modules. */
  private void own(Operations operations) {
    ConfigActions config = new ConfigActions(operations.reload());
    byUsage.put("config diff", arguments -> config.differences());
    byUsage.put(
        "config set <Key> <Value>",
        arguments -> config.set(arguments.get(0), arguments.get(1)));
    saved(
        new SavedSessionActions(
            operations.control(), new SessionActions(operations.control())));
    ExplainActions explain = new ExplainActions(operations.control());
    byWords.put("explain publish", explain::publish);
    byWords.put("explain subscribe", explain::subscribe);
    CostActions cost = new CostActions(operations);
    byWords.put("cost", (arguments, options) -> cost.cost(options));
    byUsage.put("hot", arguments -> cost.hot());
    ModuleActions modules =
        new ModuleActions(
            new AclActions(operations.acl(), operations.control()), operations.reload());
    byUsage.put("modules list", arguments -> modules.list());
    byUsage.put("modules load <Module>", arguments -> modules.change(arguments.get(0), true));
    byUsage.put("modules unload <Module>", arguments -> modules.change(arguments.get(0), false));
    byUsage.put("modules reload <Module>", arguments -> modules.reload(arguments.get(0)));
  }

  private void saved(SavedSessionActions session) {
    byUsage.put("session show <ClientId>", arguments -> session.show(arguments.get(0)));
    byUsage.put("session export <ClientId>", arguments -> session.export(arguments.get(0)));
    byUsage.put(
        "session import <ClientId>",
        arguments -> session.restore(arguments.get(0), arguments.get(1)));
    byUsage.put(
        "session clone <ClientId> <Copy>",
        arguments -> session.copy(arguments.get(0), arguments.get(1)));
    byUsage.put(
        "session rewind-inflight <ClientId>", arguments -> session.rewind(arguments.get(0)));
    byUsage.put("session delete <ClientId>", arguments -> session.delete(arguments.get(0)));
  }

  private void undelivered(UndeliveredActions undelivered) {
    byWords.put("undelivered list", (arguments, options) -> undelivered.list(options));
    byWords.put("undelivered redeliver", (arguments, options) -> undelivered.redeliver(options));
    byWords.put("undelivered export", (arguments, options) -> undelivered.export(options));
    byWords.put("undelivered purge", (arguments, options) -> undelivered.purge(options));
  }

  private void clients(ClientActions clients) {
    byUsage.put("clients list", arguments -> clients.list());
    byUsage.put("clients show <ClientId>", arguments -> clients.show(arguments.get(0)));
    byUsage.put("clients kick <ClientId>", arguments -> clients.kick(arguments.get(0)));
    byUsage.put("routes list", arguments -> clients.routes());
    byUsage.put("routes show <Topic>", arguments -> clients.routes(arguments.get(0)));
    byUsage.put("topics list", arguments -> clients.routes());
    byUsage.put("topics show <Topic>", arguments -> clients.routes(arguments.get(0)));
    byUsage.put("subscriptions list", arguments -> clients.subscriptions());
    byUsage.put(
        "subscriptions show <ClientId>", arguments -> clients.subscriptions(arguments.get(0)));
    byUsage.put(
        "subscriptions add <ClientId> <Topic> <QoS>",
        arguments -> clients.subscribe(arguments.get(0), arguments.get(1), arguments.get(2)));
    byUsage.put(
        "subscriptions del <ClientId> <Topic>",
        arguments -> clients.unsubscribe(arguments.get(0), arguments.get(1)));
    byUsage.put("retainer info", arguments -> clients.retained());
    byUsage.put("retainer topics", arguments -> clients.retainedTopics());
    byUsage.put("retainer clean", arguments -> clients.cleanRetained());
    byUsage.put("retainer clean <Topic>", arguments -> clients.cleanRetained(arguments.get(0)));
  }

  private void sessions(SessionActions sessions) {
    byUsage.put("sessions list", arguments -> sessions.list());
    byUsage.put("sessions show <ClientId>", arguments -> sessions.show(arguments.get(0)));
    byUsage.put(
        "sessions clean-persistent <ClientId>", arguments -> sessions.clean(arguments.get(0)));
  }

  private void cluster(ClusterActions cluster) {
    byUsage.put("cluster status", arguments -> cluster.status());
    byUsage.put("cluster join <Node>", arguments -> cluster.join(arguments.get(0)));
    byUsage.put("cluster leave", arguments -> cluster.leave());
    byUsage.put("cluster force-leave <Node>", arguments -> cluster.forceLeave(arguments.get(0)));
  }

  private void listeners(ListenerActions listeners) {
    byUsage.put("listeners", arguments -> listeners.list());
    byUsage.put("listeners stop <Identifier>", arguments -> listeners.stop(arguments.get(0)));
    byUsage.put(
        "listeners stop <Proto> <Port>",
        arguments -> listeners.stop(arguments.get(0), arguments.get(1)));
    byUsage.put(
        "listeners restart <Identifier>", arguments -> listeners.restart(arguments.get(0)));
    byUsage.put("pem_cache clean all", arguments -> listeners.cleanCertificates());
    byUsage.put(
        "pem_cache clean node <Node>",
        arguments -> listeners.cleanCertificates(arguments.get(0)));
  }

  private void vm(VmActions vm) {
    byUsage.put("vm", arguments -> vm.all());
    byUsage.put("vm all", arguments -> vm.all());
    byUsage.put("vm load", arguments -> vm.load());
    byUsage.put("vm memory", arguments -> vm.memory());
    byUsage.put("vm process", arguments -> vm.process());
    byUsage.put("vm io", arguments -> vm.io());
    byUsage.put("vm ports", arguments -> vm.ports());
  }

  private void keys(KeyActions keys) {
    byUsage.put("mgmt list", arguments -> keys.list());
    byUsage.put("mgmt lookup <AppId>", arguments -> keys.lookup(arguments.get(0)));
    byWords.put(
        "mgmt insert",
        (arguments, options) ->
            keys.insert(arguments.get(0), arguments.get(1), options.get("role")));
    byUsage.put(
        "mgmt update <AppId> <Status>",
        arguments -> keys.update(arguments.get(0), arguments.get(1)));
    byUsage.put("mgmt delete <AppId>", arguments -> keys.delete(arguments.get(0)));
  }

  private void log(LogActions log) {
    byUsage.put("log set-level <Level>", arguments -> log.setLevel(arguments.get(0)));
    byUsage.put("log primary-level", arguments -> log.primaryLevel());
    byUsage.put("log primary-level <Level>", arguments -> log.setPrimaryLevel(arguments.get(0)));
    byUsage.put("log handlers list", arguments -> log.listHandlers());
    byUsage.put("log handlers start <HandlerId>", arguments -> log.startHandler(arguments.get(0)));
    byUsage.put("log handlers stop <HandlerId>", arguments -> log.stopHandler(arguments.get(0)));
    byUsage.put(
        "log handlers set-level <HandlerId> <Level>",
        arguments -> log.setHandlerLevel(arguments.get(0), arguments.get(1)));
  }

  private void plugins(PluginActions plugins) {
    byUsage.put("plugins list", arguments -> plugins.list());
    byUsage.put("plugins load <Plugin>", arguments -> plugins.load(arguments.get(0)));
    byUsage.put("plugins unload <Plugin>", arguments -> plugins.unload(arguments.get(0)));
    byUsage.put("plugins reload <Plugin>", arguments -> plugins.reload(arguments.get(0)));
  }

  private void acl(AclActions acl) {
    byUsage.put("acl reload", arguments -> acl.reload());
    byUsage.put("acl cache-clean all", arguments -> acl.cleanAll());
    byUsage.put("acl cache-clean node <Node>", arguments -> acl.cleanNode(arguments.get(0)));
    byUsage.put("acl cache-clean <ClientId>", arguments -> acl.cleanClient(arguments.get(0)));
  }

  private void bans(BanActions bans) {
    byUsage.put("ban list", arguments -> bans.list());
    byWords.put("ban add", bans::add);
    byUsage.put("ban del <As> <Who>", bans::delete);
  }

  /** The password is the last argument. */
  private void users(UserActions users) {
    byUsage.put("users list", arguments -> users.list());
    byWords.put("users add", users::add);
    byWords.put("users passwd", users::changePassword);
    byWords.put("users del", users::delete);
  }

  Action of(Command command) {
    OptionAction action = byWords.get(String.join(" ", command.words()));
    return action == null ? byUsage.get(command.usage()) : arguments -> action.run(arguments, Map.of());
  }

  /**
   * Carries a command out.
   *
   * @param options those that were given, by name
   */
  Answer run(Command command, List<String> arguments, Map<String, String> options)
      throws Refusal {
    if (Limit.isGenerally(command, options)) {
      Map<String, String> others = new HashMap<>(options);
      int limit = Limit.of(others.remove(Limit.OPTION));
      return run(command, arguments, others).limited(limit);
    }
    for (String option : options.keySet()) {
      if (!command.options().contains(option)) {
        throw new Refusal(
            Refusal.BAD_REQUEST,
            "Error: unknown option " + option + ", expected " + String.join(", ", command.options()));
      }
    }
    OptionAction action = byWords.get(String.join(" ", command.words()));
    return action == null ? of(command).run(arguments) : action.run(arguments, options);
  }
}
