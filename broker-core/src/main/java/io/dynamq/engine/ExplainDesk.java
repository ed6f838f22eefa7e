package io.dynamq.engine;

import io.dynamq.control.Explanation;
import io.dynamq.control.Explanation.Receiver;
import io.dynamq.control.PublishQuestion;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.routing.Subscriber;
import io.dynamq.routing.Terms;
import io.dynamq.session.SessionLimits;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Tells what would become of a PUBLISH, without doing it: the same rules in the same order as {@link
 * Publishing}. Any thread.
 */
final class ExplainDesk {
  private static final int RECEIVERS_SHOWN = 100;

  private final Core core;

  ExplainDesk(Core core) {
    this.core = core;
  }

  CompletableFuture<Explanation> ask(PublishQuestion question) {
    return Asker.find(core, question.clientId(), question.username())
        .thenCompose(asker -> explain(question, asker));
  }

  private CompletableFuture<Explanation> explain(PublishQuestion question, Asker asker) {
    Findings findings = new Findings(asker);
    TopicName sent;
    try {
      sent = TopicName.of(question.topic());
    } catch (InvalidTopicException e) {
      return findings.refused("topic", e.getMessage());
    }
    TopicName real = core.delayed.real(sent);
    if (real == null) {
      return findings.refused("delay", "is no $delayed/<seconds>/<topic>");
    }
    if (core.delayed.claims(sent)) {
      findings.add("delay", "kept first, then published to " + real.value());
    }
    String refusal = refusal(question, asker, real);
    if (refusal != null) {
      return findings.refused("zone " + asker.zone().name(), refusal);
    }
    findings.add("zone " + asker.zone().name(), "within its limits");
    if (PublishRules.isTheBrokers(real.value())) {
      return findings.refused("authorisation", "only the broker publishes to $SYS/");
    }
    boolean allowed =
        core.authorizer.mayPublish(
            asker.info(), real.value(), question.qos(), question.retain());
    String rule = core.authorizer.ruleAgainst(asker.info(), real.value());
    if (!allowed) {
      return findings.refused("authorisation", rule);
    }
    findings.add("authorisation", rule);
    Names names = Names.of(core.settings.modules(), asker.zone(), asker.info());
    TopicName published = names == null ? null : names.published(real);
    if (published == null) {
      return findings.refused("rewriting", "leads to no topic that can be published to");
    }
    findings.add(
        "rewriting", published.equals(real) ? "does not apply" : "published as " + published.value());
    return reached(question, published, findings);
  }

  private static String refusal(PublishQuestion question, Asker asker, TopicName topic) {
    Zone zone = asker.zone();
    int levels = zone.limits().maxTopicLevels();
    if (question.qos().value() > zone.offer().maxQos().value()) {
      return "QoS above max_qos_allowed = " + zone.offer().maxQos().value();
    }
    if (question.retain() && !zone.offer().retainAvailable()) {
      return "retain_available = false";
    }
    if (levels > 0 && topic.levels() > levels) {
      return topic.levels() + " levels, max_topic_levels = " + levels;
    }
    return question.payloadBytes() + topic.value().length() > zone.limits().maxPacketSize()
        ? "larger than max_packet_size = " + zone.limits().maxPacketSize()
        : null;
  }

  private CompletableFuture<Explanation> reached(
      PublishQuestion question, TopicName topic, Findings findings) {
    int retained = retain(question, topic, findings);
    Map<Subscriber, Terms> plain = new LinkedHashMap<>();
    Map<String, List<Subscriber>> groups = new LinkedHashMap<>();
    Map<String, Terms> termsOfGroups = new LinkedHashMap<>();
    core.table.forEachReached(
        topic,
        (subscriber, terms) -> {
          if (terms.sharedGroup() == null) {
            plain.merge(
                subscriber, terms, (a, b) -> a.qos().value() >= b.qos().value() ? a : b);
          } else {
            groups.computeIfAbsent(terms.sharedGroup(), key -> new ArrayList<>()).add(subscriber);
            termsOfGroups.put(terms.sharedGroup(), terms);
          }
        });
    int matched = plain.size() + groups.size();
    findings.add("receivers", plain.size() + " clients, " + groups.size() + " shared groups");
    List<CompletableFuture<Receiver>> asked = new ArrayList<>();
    plain.forEach((subscriber, terms) -> add(asked, subscriber, terms, question));
    groups.forEach(
        (group, members) ->
            members.forEach(one -> add(asked, one, termsOfGroups.get(group), question)));
    findings.add(
        "promise",
        question.qos() == Qos.AT_MOST_ONCE
            ? "none, QoS 0 is not acknowledged"
            : "acknowledged when "
                + core.settings.durability().of(topic).name().toLowerCase(java.util.Locale.ROOT)
                + " has it, if anything is stored");
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              List<Receiver> receivers = asked.stream().map(CompletableFuture::join).toList();
              return findings.accepted(receivers, matched, retained, size(question, topic));
            });
  }

  private static long size(PublishQuestion question, TopicName topic) {
    return (long) question.payloadBytes() + topic.value().length();
  }

  private void add(
      List<CompletableFuture<Receiver>> asked,
      Subscriber subscriber,
      Terms terms,
      PublishQuestion question) {
    if (asked.size() < RECEIVERS_SHOWN && subscriber instanceof Home home) {
      asked.add(home.ask(h -> receiver(h, terms, question.qos())));
    }
  }

  private static Receiver receiver(Home home, Terms terms, Qos published) {
    Live live = home.live();
    Offline offline = home.offline();
    SessionLimits limits =
        live != null
            ? live.zone().session()
            : offline != null ? offline.limits() : SessionLimits.DEFAULT;
    long queued =
        live != null
            ? live.session().figures().queued()
            : offline != null ? offline.queue().messages() : 0;
    int max = limits.queue().maxMessages();
    return new Receiver(
        home.clientId().value(),
        terms.sharedGroup(),
        limits.effectiveQos(published, terms.qos()).value(),
        live != null,
        home.isPersistent(),
        queued,
        max == 0 ? -1 : Math.max(0, max - queued));
  }

  /** How many rows it makes. */
  private int retain(PublishQuestion question, TopicName topic, Findings findings) {
    if (!question.retain()) {
      findings.add("retain", "not asked for");
      return 0;
    }
    Message kept = core.retained.get(topic);
    if (question.payloadBytes() == 0) {
      findings.add("retain", kept == null ? "nothing to remove" : "removes what is retained");
      return 0;
    }
    BrokerSettings.RetainedLimits limits = core.settings.retained();
    if (limits.maxPayload() > 0 && question.payloadBytes() > limits.maxPayload()) {
      findings.add("retain", "not kept: larger than retainer.max_payload_size");
      return 0;
    }
    if (limits.maxMessages() > 0 && kept == null
        && core.retained.count() >= limits.maxMessages()) {
      findings.add("retain", "not kept: as many as retainer.max_retained_messages are");
      return 0;
    }
    findings.add("retain", kept == null ? "kept" : "takes the place of what is retained");
    return 1;
  }
}
