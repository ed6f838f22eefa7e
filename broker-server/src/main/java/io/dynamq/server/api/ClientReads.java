package io.dynamq.server.api;

import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Clients and their subscriptions; with a node in front of the path, that node's. */
final class ClientReads {
  private final Control control;

  ClientReads(Control control) {
    this.control = control;
  }

  Object all(Call call) throws ApiFault {
    expectThis(call, 0);
    return Asking.of(control.clients()).stream()
        .filter(filter(call))
        .map(client -> Rows.client(client, control.node()))
        .toList();
  }

  /** EMQX's parameters for finding clients. */
  private static Predicate<ClientView> filter(Call call) {
    String clientId = call.query().get("clientid");
    String like = call.query().get("_like_clientid");
    String username = call.query().get("username");
    String state = call.query().get("conn_state");
    return client ->
        (clientId == null || client.clientId().equals(clientId))
            && (like == null || client.clientId().contains(like))
            && (username == null || username.equals(client.username()))
            && (state == null || client.connected() == state.equals("connected"));
  }

  /** EMQX answers with a list, for a client could be known to several nodes. */
  Object one(Call call) throws ApiFault {
    Optional<ClientView> client = Asking.of(control.client(id(call)));
    return client.map(view -> Rows.client(view, control.node())).stream().toList();
  }

  Object kick(Call call) throws ApiFault {
    if (!Asking.of(control.kick(id(call)))) {
      throw new ApiFault(404, ApiFault.NOT_ONLINE, "client " + id(call) + " is not connected");
    }
    return null;
  }

  Object ofUser(Call call) throws ApiFault {
    String username = id(call);
    return Asking.of(control.clients()).stream()
        .filter(client -> Objects.equals(client.username(), username))
        .map(client -> Rows.client(client, control.node()))
        .toList();
  }

  Object subscriptions(Call call) throws ApiFault {
    expectThis(call, 0);
    String clientId = call.query().get("clientid");
    String topic = call.query().get("topic");
    return control.subscriptions().stream()
        .filter(one -> clientId == null || one.clientId().equals(clientId))
        .filter(one -> topic == null || one.filter().equals(topic))
        .map(one -> Rows.subscription(one, control.node()))
        .toList();
  }

  Object subscriptionsOf(Call call) throws ApiFault {
    return control.subscriptions(id(call)).stream()
        .map(one -> Rows.subscription(one, control.node()))
        .toList();
  }

  /** The last parameter of the path, when the node before it is this one. */
  private String id(Call call) throws ApiFault {
    List<String> path = call.arguments();
    expectThis(call, 1);
    return path.get(path.size() - 1);
  }

  /**
   * @param others parameters of the path besides the node
   */
  private void expectThis(Call call, int others) throws ApiFault {
    boolean named = call.arguments().size() > others;
    if (named && !call.argument(0).equals(control.node())) {
      throw ApiFault.notFound("node " + call.argument(0));
    }
  }
}
