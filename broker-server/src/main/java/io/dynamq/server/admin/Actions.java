package io.dynamq.server.admin;

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
    byUsage.put("broker", arguments -> broker.broker());
    byUsage.put("broker stats", arguments -> broker.numbers(operations.control().stats()));
    byUsage.put("broker metrics", arguments -> broker.numbers(operations.control().metrics()));
    byUsage.put("listeners", arguments -> broker.listeners());
    clients(new ClientActions(operations.control()));
    plugins(new PluginActions(operations.plugins()));
    users(new UserActions(operations.users()));
    acl(new AclActions(operations.acl(), operations.control()));
    WhyActions why = new WhyActions(operations.control(), operations.time());
    byWords.put("why", (arguments, options) -> why.why(arguments.get(0), options));
    undelivered(new UndeliveredActions(operations.control(), operations.time()));
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
