package io.dynamq.server.admin;

import io.dynamq.control.Control;
import io.dynamq.control.WhyQuestion;
import io.dynamq.control.WhyReport;
import io.dynamq.message.MessageId;
import io.dynamq.time.Time;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;

/** What has become of messages. */
final class WhyActions {
  private static final long SINCE = Duration.ofHours(1).toMillis();

  private final Control control;
  private final Time time;

  WhyActions(Control control, Time time) {
    this.control = control;
    this.time = time;
  }

  Answer why(String clientId, Map<String, String> options) throws Refusal {
    if (clientId.isEmpty()) {
      throw bad("expected a client id that is not empty");
    }
    WhyQuestion question =
        new WhyQuestion(
            clientId,
            filter(options.get("topic")),
            id(options.get("msgid")),
            since(options.get("since")));
    WhyReport report = Waiting.on(control.why(question));
    return new Answer(WhyForms.json(question, report), WhyForms.lines(question, report));
  }

  private static TopicFilter filter(String text) throws Refusal {
    try {
      return text == null ? null : TopicFilter.of(text);
    } catch (InvalidTopicException e) {
      throw bad("--topic: " + e.getMessage());
    }
  }

  /** As receipts and tables have it, or as EMQX's backends store it. */
  private static MessageId id(String text) throws Refusal {
    if (text == null) {
      return null;
    }
    MessageId id =
        text.matches("[0-9a-fA-F]{32}")
            ? new MessageId(
                Long.parseUnsignedLong(text.substring(0, 16), 16),
                Long.parseUnsignedLong(text.substring(16), 16))
            : MessageId.parse(text);
    if (id == null) {
      throw bad("--msgid " + text + " is no message id, expected 32 hex digits");
    }
    return id;
  }

  private long since(String text) throws Refusal {
    try {
      return text == null
          ? time.epochMillis() - SINCE
          : Moment.millis(text, time.epochMillis());
    } catch (DateTimeException e) {
      throw bad("--since " + text + " is not " + Moment.EXPECTED);
    }
  }

  private static Refusal bad(String words) {
    return new Refusal(Refusal.BAD_REQUEST, "Error: " + words);
  }
}
