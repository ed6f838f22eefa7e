package io.dynamq.bench.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who gets what, for all connections of the relay; on its one loop. */
final class RelayRoutes {

  private record Route(RelayHandler receiver, int qos) {}

  private final Map<String, List<Route>> exact = new HashMap<>();
  private final Map<String, List<Route>> prefixes = new HashMap<>();
  private final Deque<RelayHandler> touched = new ArrayDeque<>();

  void subscribe(String filter, int qos, RelayHandler receiver) {
    boolean wild = filter.endsWith("+") || filter.endsWith("#");
    String key = wild ? filter.substring(0, filter.length() - 1) : filter;
    (wild ? prefixes : exact)
        .computeIfAbsent(key, k -> new ArrayList<>())
        .add(new Route(receiver, qos));
  }

  void forget(RelayHandler receiver) {
    exact.values().forEach(routes -> routes.removeIf(route -> route.receiver == receiver));
    prefixes.values().forEach(routes -> routes.removeIf(route -> route.receiver == receiver));
  }

  void publish(String topic, int qos, byte[] body) {
    give(exact.get(topic), topic, qos, body);
    if (!prefixes.isEmpty()) {
      give(prefixes.get(topic.substring(0, topic.lastIndexOf('/') + 1)), topic, qos, body);
    }
  }

  private static void give(List<Route> routes, String topic, int qos, byte[] body) {
    if (routes == null) {
      return;
    }
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      route.receiver.deliver(topic, Math.min(qos, route.qos), body);
    }
  }

  /** It has something to send. */
  void touch(RelayHandler handler) {
    touched.add(handler);
  }

  /** One write for each connection that has something to send. */
  void flush() {
    while (!touched.isEmpty()) {
      touched.remove().flush();
    }
  }
}
