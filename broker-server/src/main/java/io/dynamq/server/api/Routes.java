package io.dynamq.server.api;

import io.dynamq.server.api.Route.Action;
import io.dynamq.server.api.Route.Field;
import io.dynamq.server.api.Route.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of routes. */
final class Routes {
  /** What all paths begin with. */
  static final String BASE = "/api/v4";

  private static final Field CLIENT =
      new Field("clientid", "string", true, "in whose name, or for whom");

  private static final List<Field> PUBLISH =
      List.of(
          CLIENT,
          new Field("topic", "string", false, "a topic name; or topics, several with commas"),
          new Field("topics", "string", false, "several topic names with commas between them"),
          new Field("payload", "string", true, "of the message"),
          new Field("encoding", "string", false, "of the payload: plain (default) or base64"),
          new Field("qos", "integer", false, "0 (default), 1 or 2"),
          new Field("retain", "boolean", false, "whether it is retained"),
          new Field("message_expiry_interval", "integer", false, "seconds, without: never"));

  private static final List<Field> SUBSCRIBE =
      List.of(
          CLIENT,
          new Field("topic", "string", false, "a topic filter; or topics, several with commas"),
          new Field("topics", "string", false, "several topic filters with commas between them"),
          new Field("qos", "integer", false, "0 (default), 1 or 2"));

  private static final List<Field> UNSUBSCRIBE =
      List.of(CLIENT, new Field("topic", "string", true, "a topic filter"));

  private static final List<Field> BAN =
      List.of(
          new Field("who", "string", true, "whom"),
          new Field("as", "string", true, "what that is: clientid, username or peerhost"),
          new Field("reason", "string", false, "shown to operators"),
          new Field("by", "string", false, "who bans (user)"),
          new Field("at", "integer", false, "since when, in seconds of the epoch (now)"),
          new Field("until", "integer", false, "until when (five minutes from now)"));

  private final List<Route> all = new ArrayList<>();

  Routes(
      NodeReads nodes,
      ClientReads clients,
      Messaging messaging,
      Bans bans,
      List<Route> more) {
    nodes(nodes);
    clients(clients);
    post("/mqtt/publish", "Publish a message", PUBLISH, messaging::publish);
    post("/mqtt/publish_batch", "Publish messages", PUBLISH, messaging::publish);
    post("/mqtt/subscribe", "Subscribe for a client that is connected", SUBSCRIBE, messaging::subscribe);
    post("/mqtt/subscribe_batch", "Subscribe for clients", SUBSCRIBE, messaging::subscribe);
    post("/mqtt/unsubscribe", "Unsubscribe for a client", UNSUBSCRIBE, messaging::unsubscribe);
    post("/mqtt/unsubscribe_batch", "Unsubscribe for clients", UNSUBSCRIBE, messaging::unsubscribe);
    get("/banned", Kind.LIST, "Bans that hold", call -> bans.all());
    post("/banned", "Ban a client, a user or an address", BAN, bans::ban);
    add("DELETE", "/banned/{as}/{who}", Kind.NOTHING, "Lift a ban", bans::lift);
    all.addAll(more);
  }

  private void nodes(NodeReads nodes) {
    get("/brokers", Kind.LIST, "Brokers", call -> nodes.brokers());
    get("/brokers/{node}", Kind.OBJECT, "A broker", nodes::broker);
    get("/nodes", Kind.LIST, "Nodes with their load", call -> nodes.nodes());
    get("/nodes/{node}", Kind.OBJECT, "A node with its load", nodes::node);
    get("/metrics", Kind.LIST, "Counters of all nodes", call -> nodes.metrics());
    get("/nodes/{node}/metrics", Kind.OBJECT, "Counters of a node", nodes::metricsOf);
    get("/stats", Kind.LIST, "Gauges of all nodes", call -> nodes.stats());
    get("/nodes/{node}/stats", Kind.OBJECT, "Gauges of a node", nodes::statsOf);
    get("/listeners", Kind.LIST, "Listeners of all nodes", call -> nodes.listeners());
    get("/nodes/{node}/listeners", Kind.LIST, "Listeners of a node", nodes::listenersOf);
    get("/plugins", Kind.LIST, "Plug-ins of all nodes", call -> nodes.plugins());
    get("/nodes/{node}/plugins", Kind.LIST, "Plug-ins of a node", nodes::pluginsOf);
    for (String verb : List.of("load", "unload", "reload")) {
      add("PUT", "/nodes/{node}/plugins/{plugin}/" + verb, Kind.NOTHING, verb + " a plug-in",
          call -> nodes.switchPlugin(call, verb));
      add("PUT", "/plugins/{plugin}/" + verb, Kind.NOTHING, verb + " a plug-in",
          call -> nodes.switchPlugin(call, verb));
    }
    get("/routes", Kind.LIST, "Filters that somebody subscribes to", call -> nodes.routes());
    get("/routes/{topic}", Kind.LIST, "Who subscribes to a filter", nodes::routesOf);
  }

  private void clients(ClientReads clients) {
    for (String at : List.of("", "/nodes/{node}")) {
      get(at + "/clients", Kind.LIST, "Clients, connected or with a saved session", clients::all);
      get(at + "/clients/{clientid}", Kind.LIST, "A client", clients::one);
      add("DELETE", at + "/clients/{clientid}", Kind.NOTHING, "Kick a client out", clients::kick);
      get(at + "/clients/username/{username}", Kind.LIST, "Clients of a user", clients::ofUser);
      get(at + "/subscriptions", Kind.LIST, "Subscriptions", clients::subscriptions);
      get(at + "/subscriptions/{clientid}", Kind.LIST, "Subscriptions of a client",
          clients::subscriptionsOf);
    }
  }

  private void get(String path, Kind kind, String summary, Action action) {
    add("GET", path, kind, summary, action);
  }

  private void post(String path, String summary, List<Field> fields, Action action) {
    all.add(new Route("POST", path, Kind.OBJECT, summary, fields, action));
  }

  private void add(String method, String path, Kind kind, String summary, Action action) {
    all.add(new Route(method, path, kind, summary, List.of(), action));
  }

  List<Route> all() {
    return all;
  }

  /**
   * The route of a request; a fixed word counts more than a parameter.
   *
   * @param path behind {@link #BASE}
   */
  Optional<Route> find(String method, String path) {
    Route found = null;
    for (Route route : all) {
      boolean better = found == null || parameters(route) < parameters(found);
      if (route.method().equals(method) && better && route.match(path).isPresent()) {
        found = route;
      }
    }
    return Optional.ofNullable(found);
  }

  private static long parameters(Route route) {
    return route.path().chars().filter(c -> c == '{').count();
  }

  /** The methods that a path takes. */
  List<String> methods(String path) {
    return all.stream()
        .filter(route -> route.match(path).isPresent())
        .map(Route::method)
        .distinct()
        .toList();
  }
}
