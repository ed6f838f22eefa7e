package io.dynamq.server.admin;

import io.dynamq.server.admin.Command.Body;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The table of commands, in the order of help. Names no class of the broker or of the HTTP server, so
 * that the command line starts without loading them.
 */
public final class Commands {
  static final String STATUS_PATH = "/status";
  static final String HEALTH_PATH = "/health";
  static final String LIVE_PATH = "/livez";
  static final String READY_PATH = "/readyz";

  private static final String UNDELIVERED =
      " [--client=<ClientId>] [--topic=<Filter>] [--reason=<Reason>] [--since=<T>]";

  private static final String PLUGIN = " [--plugin=<Plugin>]";

  private static final String MECHANISM = " [--mechanism=<M>]";

  private static final List<Command> PRESENT =
      List.of(
          new Command("status", "GET", STATUS_PATH, "Show broker status"),
          new Command("health", "GET", HEALTH_PATH, "Say UP, or DEGRADED and why"),
          new Command("ping", "GET", LIVE_PATH, "Say pong, if the broker answers at all"),
          new Command("ready", "GET", READY_PATH, "Say whether clients are served and stored"),
          new Command("broker", "GET", api("broker"), "Show broker version, uptime and description"),
          new Command(
              "broker stats",
              "GET",
              api("stats"),
              "Show broker statistics of clients, topics, subscribers"),
          new Command("broker metrics", "GET", api("metrics"), "Show broker metrics"),
          new Command(
              "broker prometheus", "GET", "/metrics", "Show what Prometheus reads, at /metrics"),
          new Command(
              "reload", "PUT", api("reload"), "Read rules, certificates, hook lines, log level, limits"),
          new Command("cluster status", "GET", api("cluster"), "Cluster status"),
          new Command("cluster join <Node>", "PUT", api("cluster/<>"), "Join the cluster"),
          new Command("cluster leave", "DELETE", api("cluster"), "Leave the cluster"),
          new Command(
              "cluster force-leave <Node>",
              "DELETE",
              api("cluster/<>"),
              "Force the node leave from cluster"),
          new Command("clients list", "GET", api("clients"), "List all clients"),
          new Command("clients show <ClientId>", "GET", api("clients/<>"), "Show a client"),
          new Command("clients kick <ClientId>", "DELETE", api("clients/<>"), "Kick out a client"),
          new Command("sessions list", "GET", api("sessions"), "List all sessions"),
          new Command("sessions show <ClientId>", "GET", api("sessions/<>"), "Show a session"),
          new Command(
              "sessions clean-persistent <ClientId>",
              "DELETE",
              api("sessions/<>"),
              "Clean the saved session of an absent client"),
          new Command("routes list", "GET", api("routes"), "List all routes"),
          new Command("routes show <Topic>", "GET", api("routes/<>"), "Show a route"),
          new Command("topics list", "GET", api("topics"), "List all routes, EMQX 5's name"),
          new Command("topics show <Topic>", "GET", api("topics/<>"), "Show a route"),
          new Command("subscriptions list", "GET", api("subscriptions"), "List all subscriptions"),
          new Command(
              "subscriptions show <ClientId>",
              "GET",
              api("subscriptions/<>"),
              "Show subscriptions of a client"),
          new Command(
              "subscriptions add <ClientId> <Topic> <QoS>",
              "PUT",
              api("subscriptions/<>/<>/<>"),
              "Add a static subscription manually"),
          new Command(
              "subscriptions del <ClientId> <Topic>",
              "DELETE",
              api("subscriptions/<>/<>"),
              "Delete a static subscription manually"),
          new Command("plugins list", "GET", api("plugins"), "Show loaded plugins"),
          new Command("plugins load <Plugin>", "PUT", api("plugins/<>/load"), "Load plugin"),
          new Command("plugins unload <Plugin>", "PUT", api("plugins/<>/unload"), "Unload plugin"),
          new Command("plugins reload <Plugin>", "PUT", api("plugins/<>/reload"), "Reload plugin"),
          new Command("modules list", "GET", api("modules"), "List all modules"),
          new Command("modules load <Module>", "PUT", api("modules/<>/load"), "Load module"),
          new Command("modules unload <Module>", "PUT", api("modules/<>/unload"), "Unload module"),
          new Command("modules reload <Module>", "PUT", api("modules/<>/reload"), "Reload module"),
          new Command("mgmt list", "GET", api("mgmt"), "List the keys of the HTTP API"),
          new Command("mgmt lookup <AppId>", "GET", api("mgmt/<>"), "Show a key of the HTTP API"),
          new Command(
              "mgmt insert <AppId> <Name> [--role=<Role>]",
              "PUT",
              api("mgmt/<>/<>"),
              "Add a key; role administrator, viewer or publisher"),
          new Command(
              "mgmt update <AppId> <Status>",
              "POST",
              api("mgmt/<>/<>"),
              "Switch a key on or off, true or false"),
          new Command("mgmt delete <AppId>", "DELETE", api("mgmt/<>"), "Delete a key"),
          new Command("users list", "GET", api("users"), "List the users of the files"),
          new Command(
              "users add <Name>" + MECHANISM,
              "PUT",
              api("users/<>"),
              "Add a user, password from input; password or scram",
              Body.PASSWORD),
          new Command(
              "users passwd <Name>" + MECHANISM,
              "POST",
              api("users/<>"),
              "Change a user's password, from input",
              Body.PASSWORD),
          new Command(
              "users del <Name>" + MECHANISM, "DELETE", api("users/<>"), "Delete a user"),
          new Command("acl reload", "PUT", api("acl/reload"), "Read the access rules again"),
          new Command(
              "acl cache-clean all", "DELETE", api("acl-cache"), "Clears acl cache on all nodes"),
          new Command(
              "acl cache-clean node <Node>",
              "DELETE",
              api("nodes/<>/acl-cache"),
              "Clears acl cache on given node"),
          new Command(
              "acl cache-clean <ClientId>",
              "DELETE",
              api("clients/<>/acl-cache"),
              "Clears acl cache for given client"),
          new Command(
              "data export",
              "POST",
              api("data/export"),
              "Export bans, API keys and users to a file in the data directory"),
          new Command(
              "data import <File>",
              "PUT",
              api("data"),
              "Import such a file; what else there is stays",
              Body.FILE),
          new Command("ban list", "GET", api("banned"), "List who is banned"),
          new Command(
              "ban add <As> <Who> [--for=<T>] [--reason=<R>]",
              "PUT",
              api("banned/<>/<>"),
              "Ban a clientid, username or peerhost"),
          new Command("ban del <As> <Who>", "DELETE", api("banned/<>/<>"), "Lift a ban"),
          new Command("listeners", "GET", api("listeners"), "List listeners"),
          new Command(
              "listeners stop <Identifier>",
              "PUT",
              api("listeners/<>/stop"),
              "Stop a listener, close its connections"),
          new Command(
              "listeners stop <Proto> <Port>",
              "PUT",
              api("listeners/<>/<>/stop"),
              "Stop a listener, as EMQX before 4.3"),
          new Command(
              "listeners restart <Identifier>",
              "PUT",
              api("listeners/<>/restart"),
              "Restart a listener, or start a stopped one"),
          new Command(
              "pem_cache clean all",
              "DELETE",
              api("pem_cache"),
              "Read certificates and keys again"),
          new Command(
              "pem_cache clean node <Node>",
              "DELETE",
              api("nodes/<>/pem_cache"),
              "Read certificates and keys of the node again"),
          new Command("vm", "GET", api("vm"), "Show info of Java's machine"),
          new Command("vm all", "GET", api("vm/all"), "Show info of Java's machine"),
          new Command("vm load", "GET", api("vm/load"), "Show load of this computer"),
          new Command("vm memory", "GET", api("vm/memory"), "Show memory of the broker"),
          new Command("vm process", "GET", api("vm/process"), "Show threads of the broker"),
          new Command("vm io", "GET", api("vm/io"), "Show open files of the broker"),
          new Command("vm ports", "GET", api("vm/ports"), "Show connections of the broker"),
          new Command(
              "log set-level <Level>",
              "PUT",
              api("log/level/<>"),
              "Set the overall log level"),
          new Command(
              "log primary-level", "GET", api("log/primary-level"), "Show the primary log level"),
          new Command(
              "log primary-level <Level>",
              "PUT",
              api("log/primary-level/<>"),
              "Set the primary log level"),
          new Command("log handlers list", "GET", api("log/handlers"), "Show log handlers"),
          new Command(
              "log handlers start <HandlerId>",
              "PUT",
              api("log/handlers/<>/start"),
              "Start a log handler"),
          new Command(
              "log handlers stop <HandlerId>",
              "PUT",
              api("log/handlers/<>/stop"),
              "Stop a log handler"),
          new Command(
              "log handlers set-level <HandlerId> <Level>",
              "PUT",
              api("log/handlers/<>/level/<>"),
              "Set log level of a log handler"),
          new Command(
              "retainer info", "GET", api("retainer"), "Show the count of retained messages"),
          new Command(
              "retainer topics",
              "GET",
              api("retainer/topics"),
              "Show all topics of retained messages"),
          new Command(
              "retainer clean",
              "DELETE",
              api("retainer/topics"),
              "Clean all retained messages"),
          new Command(
              "retainer clean <Topic>",
              "DELETE",
              api("retainer/topics/<>"),
              "Clean retained messages by the specified topic filter"),
          new Command(
              "why <ClientId> [--topic=<Filter>] [--msgid=<Id>] [--since=<T>]",
              "GET",
              api("why/<>"),
              "Tell what became of messages for a client"),
          new Command(
              "undelivered list" + UNDELIVERED + " [--after=<Cursor>] [--limit=<N>]",
              "GET",
              api("undelivered"),
              "List messages that were not delivered, with the reason"),
          new Command(
              "undelivered redeliver" + UNDELIVERED + " [--after=<Cursor>] [--limit=<N>]",
              "POST",
              api("undelivered/redeliver"),
              "Queue them again for the clients that missed them"),
          new Command(
              "undelivered export" + UNDELIVERED + " [--after=<Cursor>] [--limit=<N>]",
              "GET",
              api("undelivered/export"),
              "The same as list, with payloads, one JSON object per line"),
          new Command(
              "undelivered purge [--client=<ClientId>] [--before=<T>]",
              "DELETE",
              api("undelivered"),
              "Forget what is older; T is 2h, 7d or 2026-01-31T12:00:00Z"),
          Command.offline(
              "doctor", "Look for what is wrong with configuration, machine and store"),
          Command.offline(
              "tables check" + PLUGIN, "Look whether all tables are there as they should be"),
          Command.offline("tables create" + PLUGIN, "Make the tables that are missing"),
          Command.offline(
              "tables cloudformation" + PLUGIN, "Print the tables as a CloudFormation template"),
          Command.offline("tables terraform" + PLUGIN, "Print the tables for Terraform"),
          Command.offline(
              "iam-policy" + PLUGIN, "Print what the broker must be allowed to do in AWS"),
          Command.local(
              "proof run [--help]", "Kill a broker under load and tell what it lost"));

  private static final List<Command> ROWS =
      Stream.of(PRESENT, WatchCommands.ROWS, OwnCommands.ROWS, AbsentCommands.ROWS)
          .flatMap(List::stream)
          .toList();

  private Commands() {}

  /** Every command that a broker answers. */
  public static List<Command> all() {
    return ROWS.stream().filter(Command::isAsked).toList();
  }

  /** The first words, in the order of help. */
  public static Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    ROWS.forEach(row -> groups.add(row.group()));
    return groups;
  }

  /** The commands of these first words. */
  public static List<Command> ofGroups(Collection<String> words) {
    return ROWS.stream().filter(row -> words.contains(row.group())).toList();
  }

  /** The command of these words with so many parameters. */
  public static Optional<Command> find(List<String> words, int parameters) {
    return ROWS.stream()
        .filter(row -> row.words().equals(words) && row.parameters() == parameters)
        .findFirst();
  }

  /** The command of EMQX that is not here and begins with this word. */
  public static Optional<Command> absent(String word) {
    return AbsentCommands.ROWS.stream().filter(row -> row.usage().equals(word)).findFirst();
  }

  static String api(String rest) {
    return "/ctl/" + rest;
  }
}
