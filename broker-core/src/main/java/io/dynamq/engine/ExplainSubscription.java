package io.dynamq.engine;

import io.dynamq.control.Explanation;
import io.dynamq.control.SubscribeQuestion;
import io.dynamq.message.Qos;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.routing.Subscriber;
import io.dynamq.topic.TopicFilter;
import java.util.concurrent.CompletableFuture;

/**
 * Tells what would become of a SUBSCRIBE, without doing it: the same rules in the same order as
 * {@link SubscribeRules}. Any thread.
 */
final class ExplainSubscription {
  private static final int PAGE = 1_000;
  private static final int RETAINED_MAX = 100_000;

  private final Core core;

  ExplainSubscription(Core core) {
    this.core = core;
  }

  CompletableFuture<Explanation> ask(SubscribeQuestion question) {
    return Asker.find(core, question.clientId(), question.username())
        .thenCompose(asker -> explain(question, asker));
  }

  private CompletableFuture<Explanation> explain(SubscribeQuestion question, Asker asker) {
    Findings findings = new Findings(asker);
    TopicFilter asked = question.filter();
    String refusal = refusal(asked, asker);
    if (refusal != null) {
      return findings.refused("zone " + asker.zone().name(), refusal);
    }
    findings.add("zone " + asker.zone().name(), "within its limits");
    boolean allowed = core.authorizer.maySubscribe(asker.info(), asked.path());
    String rule = core.authorizer.ruleAgainstFilter(asker.info(), asked.path());
    if (!allowed) {
      return findings.refused("authorisation", rule);
    }
    findings.add("authorisation", rule);
    Names names = Names.of(core.settings.modules(), asker.zone(), asker.info());
    TopicFilter filter = names == null ? null : names.subscribed(asked);
    if (filter == null) {
      return findings.refused("rewriting", "leads to no filter that can be subscribed to");
    }
    findings.add(
        "rewriting", filter.equals(asked) ? "does not apply" : "subscribed as " + filter.text());
    return granted(question, asker, filter, findings);
  }

  private static String refusal(TopicFilter asked, Asker asker) {
    Zone zone = asker.zone();
    int levels = zone.limits().maxTopicLevels();
    int most = zone.limits().maxSubscriptions();
    if (levels > 0 && asked.levels() > levels) {
      return asked.levels() + " levels, max_topic_levels = " + levels;
    }
    if (asked.isShared() && !zone.offer().sharedAvailable()) {
      return "shared_subscription = false";
    }
    if (asked.hasWildcards() && !zone.offer().wildcardAvailable()) {
      return "wildcard_subscription = false";
    }
    if (asked.kind() == TopicFilter.Kind.EXCLUSIVE && !zone.offer().exclusiveAvailable()) {
      return "exclusive_subscription = false";
    }
    return most > 0 && asker.subscriptions() >= most
        ? "has " + asker.subscriptions() + " subscriptions, max_subscriptions = " + most
        : null;
  }

  private CompletableFuture<Explanation> granted(
      SubscribeQuestion question, Asker asker, TopicFilter filter, Findings findings) {
    if (filter.kind() == TopicFilter.Kind.EXCLUSIVE) {
      Subscriber owner = core.table.exclusiveOwner(filter);
      if (owner != null && !owner.clientId().equals(asker.info().id())) {
        return findings.refused("exclusive", owner.clientId().value() + " has it");
      }
    }
    if (filter.isShared()) {
      findings.add("shared group", core.table.members(filter).size() + " members now");
    }
    Qos most = asker.zone().offer().maxQos();
    findings.add("granted", "QoS " + question.qos().min(most).value());
    findings.add(
        "retained messages",
        filter.isShared() ? "not sent to shared subscriptions" : retained(filter));
    return findings.accepted();
  }

  private String retained(TopicFilter filter) {
    long count = 0;
    String after = null;
    do {
      RetainedIndex.Page page = core.retained.match(filter, after, PAGE);
      count += page.messages().size();
      after = page.next();
    } while (after != null && count < RETAINED_MAX);
    return (after == null ? "" : "at least ") + count + " match";
  }
}
