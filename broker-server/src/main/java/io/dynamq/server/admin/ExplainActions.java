package io.dynamq.server.admin;

import io.dynamq.control.Control;
import io.dynamq.control.Explanation;
import io.dynamq.control.Explanation.Receiver;
import io.dynamq.control.Explanation.Step;
import io.dynamq.control.PublishQuestion;
import io.dynamq.control.SubscribeQuestion;
import io.dynamq.message.Qos;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code explain}: what would become of a PUBLISH or SUBSCRIBE. */
final class ExplainActions {
  private static final int UNIT_BYTES = 1_024;

  private final Control control;

  ExplainActions(Control control) {
    this.control = control;
  }

  Answer publish(List<String> arguments, Map<String, String> options) throws Refusal {
    return answer(
        Waiting.on(
            control.explain(
                new PublishQuestion(
                    arguments.get(0),
                    options.get("username"),
                    arguments.get(1),
                    qos(options),
                    options.containsKey("retain"),
                    size(options)))));
  }

  Answer subscribe(List<String> arguments, Map<String, String> options) throws Refusal {
    try {
      return answer(
          Waiting.on(
              control.explain(
                  new SubscribeQuestion(
                      arguments.get(0),
                      options.get("username"),
                      TopicFilter.of(arguments.get(1)),
                      qos(options)))));
    } catch (InvalidTopicException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: " + Printable.of(e.getMessage()));
    }
  }

  private static Qos qos(Map<String, String> options) throws Refusal {
    String text = options.getOrDefault("qos", "1");
    if (!text.matches("[012]")) {
      throw new Refusal(Refusal.BAD_REQUEST, "QoS should be 0, 1, 2");
    }
    return Qos.of(Integer.parseInt(text));
  }

  private static int size(Map<String, String> options) throws Refusal {
    String text = options.getOrDefault("size", "100");
    if (!text.matches("\\d{1,9}")) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "Error: --size: '" + Printable.of(text) + "', expected bytes");
    }
    return Integer.parseInt(text);
  }

  private static Answer answer(Explanation found) {
    List<String> lines = new ArrayList<>();
    List<Object> steps = new ArrayList<>();
    for (Step step : found.steps()) {
      lines.add("%-18s: %s".formatted(step.name(), Printable.of(step.finding())));
      steps.add(Map.of("name", step.name(), "finding", step.finding()));
    }
    found.receivers().forEach(one -> lines.add("%-18s: %s".formatted("receiver", line(one))));
    if (found.matched() > 0) {
      lines.add("%-18s: %s".formatted("store", stored(found)));
    }
    lines.add(found.accepted() ? "ACCEPTED" : "REFUSED");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("accepted", found.accepted());
    json.put("steps", steps);
    json.put("matched", found.matched());
    json.put("receivers", found.receivers().stream().map(ExplainActions::json).toList());
    json.put("stored_copies", found.storedCopies());
    json.put("stored_bytes", found.storedBytes());
    return new Answer(json, lines);
  }

  /** What one message alone would be charged; those that share an item or a request cost less. */
  private static String stored(Explanation found) {
    if (found.storedCopies() == 0) {
      return "nothing is stored";
    }
    long units = (found.storedBytes() + UNIT_BYTES - 1) / UNIT_BYTES;
    return "%d copies of %d bytes, %d write units at most; none for what is acknowledged at once"
        .formatted(found.storedCopies(), found.storedBytes(), units * found.storedCopies());
  }

  private static String line(Receiver one) {
    return "%s%s, QoS %d, %s, %s, %d queued, room for %s"
        .formatted(
            Printable.of(one.clientId()),
            one.group() == null ? "" : " or another of " + Printable.of(one.group()),
            one.qos(),
            one.connected() ? "connected" : "absent",
            one.persistent() ? "persistent" : "not persistent",
            one.queued(),
            one.room() < 0 ? "any number" : one.room());
  }

  private static Map<String, Object> json(Receiver one) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientid", one.clientId());
    json.put("group", one.group());
    json.put("qos", one.qos());
    json.put("connected", one.connected());
    json.put("persistent", one.persistent());
    json.put("queued", one.queued());
    json.put("room", one.room() < 0 ? null : one.room());
    return json;
  }
}
