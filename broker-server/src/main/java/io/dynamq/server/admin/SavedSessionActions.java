package io.dynamq.server.admin;

import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import io.dynamq.control.SessionCopy;
import io.dynamq.control.SubscriptionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code session}: looks into one, takes it out, brings it in. */
final class SavedSessionActions {
  private final Control control;
  private final SessionActions sessions;

  SavedSessionActions(Control control, SessionActions sessions) {
    this.control = control;
    this.sessions = sessions;
  }

  /** One fact on each line. */
  Answer show(String clientId) throws Refusal {
    ClientView view = Waiting.on(control.client(clientId)).orElseThrow(Refusal::notFound);
    Map<String, Object> facts = new LinkedHashMap<>(ClientForms.json(view));
    List<SubscriptionView> subscriptions = control.subscriptions(clientId);
    List<String> lines = new ArrayList<>();
    facts.forEach(
        (name, value) -> lines.add("%-24s: %s".formatted(name, Printable.of(String.valueOf(value)))));
    subscriptions.forEach(
        one ->
            lines.add("%-24s: %s:%d".formatted("subscription", Printable.of(one.filter()), one.qos())));
    facts.put("subscription_list", subscriptions.stream().map(ClientForms::json).toList());
    return new Answer(facts, lines);
  }

  /** The same on the command line and over HTTP, on one line. */
  Answer export(String clientId) throws Refusal {
    Map<String, Object> document = SessionDocument.of(Waiting.on(control.exportSession(clientId)));
    return new Answer(document, List.of(Reply.jsonLine(document)));
  }

  Answer restore(String clientId, String document) throws Refusal {
    SessionCopy copy = SessionDocument.parse(document);
    Waiting.on(control.importSession(clientId, copy));
    return made(clientId, copy);
  }

  Answer copy(String from, String to) throws Refusal {
    SessionCopy copy = Waiting.on(control.exportSession(from));
    Waiting.on(control.importSession(to, copy));
    return made(to, copy);
  }

  private static Answer made(String clientId, SessionCopy copy) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientid", clientId);
    json.put("subscriptions", copy.subscriptions().size());
    json.put("messages", copy.messages().size());
    return new Answer(
        json,
        List.of(
            "Session %s made with %d subscriptions and %d messages"
                .formatted(
                    Printable.of(clientId), copy.subscriptions().size(), copy.messages().size())));
  }

  Answer rewind(String clientId) throws Refusal {
    int count = Waiting.on(control.rewindInflight(clientId));
    return new Answer(
        Map.of("rewound", count), List.of(count + " deliveries will come again as new"));
  }

  Answer delete(String clientId) throws Refusal {
    return sessions.clean(clientId);
  }
}
