package io.dynamq.server.admin;

import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import io.dynamq.control.RouteView;
import io.dynamq.control.SubscriptionView;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.Map;

/** Commands about clients, what they subscribe to, and retained messages. */
final class ClientActions {
  private final Control control;

  ClientActions(Control control) {
    this.control = control;
  }

  Answer list() throws Refusal {
    List<ClientView> clients = Waiting.on(control.clients());
    return new Answer(
        clients.stream().map(ClientForms::json).toList(),
        clients.stream().map(ClientForms::line).toList());
  }

  Answer show(String clientId) throws Refusal {
    ClientView client = Waiting.on(control.client(clientId)).orElseThrow(Refusal::notFound);
    return new Answer(ClientForms.json(client), List.of(ClientForms.line(client)));
  }

  Answer kick(String clientId) throws Refusal {
    if (!Waiting.on(control.kick(clientId))) {
      throw Refusal.notFound();
    }
    return Answer.ok();
  }

  Answer routes() {
    return routes(control.routes());
  }

  Answer routes(String filter) {
    return routes(
        control.routes().stream().filter(route -> route.filter().equals(filter)).toList());
  }

  private static Answer routes(List<RouteView> routes) {
    return new Answer(
        routes.stream()
            .map(route -> Map.of("topic", route.filter(), "node", route.node()))
            .toList(),
        routes.stream()
            .map(route -> Printable.of(route.filter()) + " -> " + route.node())
            .toList());
  }

  Answer subscriptions() {
    return subscriptions(control.subscriptions());
  }

  Answer subscriptions(String clientId) throws Refusal {
    List<SubscriptionView> found = control.subscriptions(clientId);
    if (found.isEmpty()) {
      throw Refusal.notFound();
    }
    return subscriptions(found);
  }

  private static Answer subscriptions(List<SubscriptionView> subscriptions) {
    return new Answer(
        subscriptions.stream().map(ClientForms::json).toList(),
        subscriptions.stream().map(ClientForms::line).toList());
  }

  Answer subscribe(String clientId, String filter, String qos) throws Refusal {
    if (!qos.matches("[012]")) {
      throw new Refusal(Refusal.BAD_REQUEST, "QoS should be 0, 1, 2");
    }
    valid(filter);
    if (!Waiting.on(control.subscribe(clientId, filter, Integer.parseInt(qos)))) {
      throw noSession();
    }
    return Answer.ok();
  }

  Answer unsubscribe(String clientId, String filter) throws Refusal {
    valid(filter);
    if (!Waiting.on(control.unsubscribe(clientId, filter))) {
      throw noSession();
    }
    return Answer.ok();
  }

  Answer retained() {
    long count = control.retainedCount();
    return new Answer(Map.of("total", count), List.of("retained/total: " + count));
  }

  Answer retainedTopics() {
    List<String> topics = control.retainedTopics();
    return new Answer(topics, topics.stream().map(Printable::of).toList());
  }

  Answer cleanRetained() throws Refusal {
    return cleaned(Waiting.on(control.cleanRetained()));
  }

  Answer cleanRetained(String filter) throws Refusal {
    valid(filter);
    return cleaned(Waiting.on(control.cleanRetained(filter)));
  }

  private static Answer cleaned(int count) {
    return new Answer(
        Map.of("cleaned", count), List.of("Cleaned " + count + " retained messages"));
  }

  private static Refusal noSession() {
    return new Refusal(Refusal.NOT_FOUND, "Error: Channel not found!");
  }

  private static void valid(String filter) throws Refusal {
    try {
      TopicFilter.of(filter);
    } catch (InvalidTopicException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: " + e.getMessage());
    }
  }
}
