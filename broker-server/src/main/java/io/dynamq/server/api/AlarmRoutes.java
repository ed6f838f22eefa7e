package io.dynamq.server.api;

import io.dynamq.server.alarm.Alarm;
import io.dynamq.server.alarm.AlarmBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** EMQX 4.4's requests about alarms. */
final class AlarmRoutes {
  private static final List<Route.Field> ONE =
      List.of(
          new Route.Field("name", "string", true, "of the alarm"),
          new Route.Field("node", "string", false, "this one, if it is told"));

  private final AlarmBook book;
  private final String node;

  AlarmRoutes(AlarmBook book, String node) {
    this.book = book;
    this.node = node;
  }

  List<Route> all() {
    List<Route> routes = new ArrayList<>();
    lists(routes, "", "Alarms", this::both);
    lists(routes, "/activated", "Alarms that hold", book::active);
    lists(routes, "/deactivated", "Alarms that are over", book::over);
    routes.add(
        new Route(
            "POST", "/alarms/deactivated", Route.Kind.NOTHING, "End an alarm", ONE,
            this::deactivate));
    routes.add(
        route("DELETE", "/alarms/deactivated", Route.Kind.NOTHING, "Forget those that are over",
            call -> clear()));
    routes.add(
        route("DELETE", "/nodes/{node}/alarms/deactivated", Route.Kind.NOTHING,
            "Forget those of a node", this::clearOf));
    return routes;
  }

  private void lists(List<Route> routes, String path, String what, Supplier<List<Alarm>> some) {
    routes.add(
        route("GET", "/alarms" + path, Route.Kind.LIST, what + " of all nodes",
            call -> List.of(Map.of("node", node, "alarms", rows(some.get())))));
    routes.add(
        route("GET", "/nodes/{node}/alarms" + path, Route.Kind.LIST, what + " of a node",
            call -> {
              mustBeHere(call.argument(0));
              return rows(some.get());
            }));
  }

  private static Route route(
      String method, String path, Route.Kind kind, String summary, Route.Action action) {
    return new Route(method, path, kind, summary, List.of(), action);
  }

  private List<Alarm> both() {
    List<Alarm> all = new ArrayList<>(book.active());
    all.addAll(book.over());
    return all;
  }

  private List<Map<String, Object>> rows(List<Alarm> alarms) {
    return alarms.stream().map(alarm -> alarm.json(book.nowMicros())).toList();
  }

  private void mustBeHere(String wanted) throws ApiFault {
    if (!wanted.equals(node)) {
      throw ApiFault.notFound("node " + wanted);
    }
  }

  private Object deactivate(Call call) throws ApiFault {
    mustBeHere(call.text("node", node));
    if (!book.deactivate(call.text("name"))) {
      throw ApiFault.notFound("the alarm");
    }
    return null;
  }

  private Object clearOf(Call call) throws ApiFault {
    mustBeHere(call.argument(0));
    return clear();
  }

  private Object clear() {
    book.clear();
    return null;
  }
}
