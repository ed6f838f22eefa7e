package io.dynamq.server.admin;

import io.dynamq.control.MessageFate;
import io.dynamq.control.WhyQuestion;
import io.dynamq.control.WhyReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What has become of messages, as lines and as JSON. */
final class WhyForms {
  private WhyForms() {}

  static List<String> lines(WhyQuestion question, WhyReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(session(question.clientId(), report.session()));
    for (WhyReport.Filter one : report.subscriptions()) {
      String since =
          one.subscribedAt() == 0
              ? "for longer than the history reaches"
              : "since " + at(one.subscribedAt());
      lines.add("  subscribed to " + Printable.of(one.filter()) + ", QoS " + one.qos() + ", " + since);
    }
    report.messages().forEach(fate -> lines.add(line(fate)));
    lines.addAll(remarks(question, report));
    return lines;
  }

  private static String session(String client, WhyReport.Session session) {
    String who = "Client " + Printable.of(client);
    if (session == null) {
      return who + " has no session here";
    }
    String state =
        session.connected()
            ? "connected since " + at(session.connectedAt())
            : "away since " + at(session.disconnectedAt());
    return who + " is " + state + ", session created at " + at(session.createdAt()) + ", "
        + session.queued() + " messages queued";
  }

  private static List<String> remarks(WhyQuestion question, WhyReport report) {
    List<String> remarks = new ArrayList<>();
    if (report.messages().isEmpty()) {
      remarks.add("Nothing is known of such a message since " + at(question.sinceMillis()));
    }
    if (!report.topicsRecorded()) {
      remarks.add(
          "(history.topics is not set: only what waits, is in flight or was given up is known)");
    }
    if (report.lostEvents() > 0) {
      remarks.add("(" + report.lostEvents() + " events were not noted for want of room)");
    }
    if (report.cut()) {
      remarks.add("(there is more: --topic, --msgid, --since)");
    }
    return remarks;
  }

  private static String line(MessageFate fate) {
    String id = fate.messageId() == null ? "-" : fate.messageId();
    String publisher = fate.publisher() == null ? "unknown" : Printable.of(fate.publisher());
    return at(fate.publishedAt()) + " " + id + " " + Printable.of(fate.topic()) + " from "
        + publisher + ": " + words(fate);
  }

  private static String words(MessageFate fate) {
    String filter = fate.words() == null ? "" : Printable.of(fate.words());
    return switch (fate.outcome()) {
      case ACKNOWLEDGED -> sent(fate) + "acknowledged at " + at(fate.at());
      case IN_FLIGHT ->
          (fate.sentAt() == 0 ? "sent" : "sent at " + at(fate.sentAt())) + " as packet "
              + fate.packetId() + ", " + filter + " is missing";
      case QUEUED -> "queued behind " + fate.behind();
      case WITH_GROUP -> "waits for a member of " + filter + ", behind " + fate.behind();
      case SENT -> sent(fate) + "no acknowledgement was noted";
      case NOT_DELIVERED -> "not delivered: " + filter + ", at " + at(fate.at());
      case REFUSED -> "the publisher was refused: " + filter;
      case NO_SESSION_YET -> "there was no session yet, created at " + at(fate.at());
      case SESSION_ENDED -> "the session had ended at " + at(fate.at()) + " (" + filter + ")";
      case NO_SESSION -> "nothing is known of a session";
      case NOT_SUBSCRIBED_YET -> "not subscribed then, to " + filter + " only at " + at(fate.at());
      case UNSUBSCRIBED ->
          "no longer subscribed then, to " + filter
              + (fate.at() == 0 ? "" : " until " + at(fate.at()));
      case NO_SUBSCRIPTION -> "no subscription matches";
      case NO_LOCAL -> "its own message, which " + filter + " leaves out (no local)";
      case ANOTHER_MEMBER -> "another member of " + filter + " was chosen";
      case AT_QOS_0 -> "by " + filter + " at QoS 0, of which nothing is kept";
      case NOT_NOTED -> "matched " + filter + ", but what became of it was not noted";
    };
  }

  private static String sent(MessageFate fate) {
    return fate.sentAt() == 0 ? "delivered, " : "delivered at " + at(fate.sentAt()) + ", ";
  }

  private static String at(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  static Map<String, Object> json(WhyQuestion question, WhyReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientid", question.clientId());
    json.put("since", at(question.sinceMillis()));
    json.put("session", report.session() == null ? null : json(report.session()));
    json.put("subscriptions", report.subscriptions().stream().map(WhyForms::json).toList());
    json.put("messages", report.messages().stream().map(WhyForms::json).toList());
    json.put("topics_recorded", report.topicsRecorded());
    json.put("lost_events", report.lostEvents());
    json.put("more", report.cut());
    return json;
  }

  private static Map<String, Object> json(WhyReport.Session session) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("connected", session.connected());
    time(json, "created_at", session.createdAt());
    time(json, "connected_at", session.connectedAt());
    time(json, "disconnected_at", session.disconnectedAt());
    json.put("queued", session.queued());
    return json;
  }

  private static Map<String, Object> json(WhyReport.Filter filter) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("topic", filter.filter());
    json.put("qos", filter.qos());
    time(json, "subscribed_at", filter.subscribedAt());
    return json;
  }

  private static Map<String, Object> json(MessageFate fate) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("msgid", fate.messageId());
    json.put("topic", fate.topic());
    json.put("publisher", fate.publisher());
    time(json, "published_at", fate.publishedAt());
    json.put("outcome", fate.outcome().name().toLowerCase(Locale.ROOT));
    time(json, "at", fate.at());
    time(json, "sent_at", fate.sentAt());
    if (fate.packetId() > 0) {
      json.put("packet_id", fate.packetId());
    }
    if (fate.outcome() == MessageFate.Outcome.QUEUED
        || fate.outcome() == MessageFate.Outcome.WITH_GROUP) {
      json.put("behind", fate.behind());
    }
    if (fate.words() != null) {
      json.put("words", fate.words());
    }
    json.put("text", words(fate));
    return json;
  }

  private static void time(Map<String, Object> json, String name, long millis) {
    if (millis > 0) {
      json.put(name, at(millis));
    }
  }
}
