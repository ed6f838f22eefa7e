package io.dynamq.server.admin;

import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** EMQX 3's commands about sessions: those of clients that are there, and saved ones. */
final class SessionActions {
  private static final String LINE =
      "Session(%s, clean_start=%s, expiry_interval=%d, subscriptions_count=%d, max_inflight=%d,"
          + " inflight=%d, mqueue_len=%d, mqueue_dropped=%d, awaiting_rel=%d, deliver_msg=%d,"
          + " enqueue_msg=%d, created_at=%d)";

  private final Control control;

  SessionActions(Control control) {
    this.control = control;
  }

  Answer list() throws Refusal {
    List<ClientView> sessions = Waiting.on(control.clients());
    return new Answer(
        sessions.stream().map(SessionActions::json).toList(),
        sessions.stream().map(SessionActions::line).toList());
  }

  Answer show(String clientId) throws Refusal {
    ClientView session = Waiting.on(control.client(clientId)).orElseThrow(Refusal::notFound);
    return new Answer(json(session), List.of(line(session)));
  }

  Answer clean(String clientId) throws Refusal {
    return switch (Waiting.on(control.cleanSession(clientId))) {
      case DONE -> Answer.said("Clean persistent session successfully.");
      case CONNECTED ->
          throw new Refusal(
              Refusal.CONFLICT, "Couldn't clean a session with a valid connection.");
      case NO_SESSION -> throw Refusal.notFound();
    };
  }

  private static String line(ClientView session) {
    return LINE.formatted(
        Printable.of(session.clientId()),
        session.cleanStart(),
        session.sessionExpiryInterval(),
        session.subscriptions(),
        session.maxInflight(),
        session.inflight(),
        session.mqueueLen(),
        session.droppedMsgs(),
        session.awaitingRel(),
        session.deliveredMsgs(),
        session.enqueuedMsgs(),
        session.createdAt());
  }

  private static Map<String, Object> json(ClientView session) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientid", session.clientId());
    json.put("clean_start", session.cleanStart());
    json.put("expiry_interval", session.sessionExpiryInterval());
    json.put("subscriptions_count", session.subscriptions());
    json.put("max_inflight", session.maxInflight());
    json.put("inflight", session.inflight());
    json.put("mqueue_len", session.mqueueLen());
    json.put("mqueue_dropped", session.droppedMsgs());
    json.put("awaiting_rel", session.awaitingRel());
    json.put("deliver_msg", session.deliveredMsgs());
    json.put("enqueue_msg", session.enqueuedMsgs());
    json.put("created_at", session.createdAt());
    return json;
  }
}
