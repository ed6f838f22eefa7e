package io.dynamq.server.config;

import io.dynamq.engine.BrokerSettings;
import io.dynamq.engine.BrokerSettings.AutoSubscription;
import io.dynamq.message.Qos;
import io.dynamq.setting.Problem;
import io.dynamq.topic.rewrite.RewriteRule;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code module.*}. */
final class ModuleReader {
  private static final String REWRITE = "module.rewrite.";
  private static final String SUBSCRIPTION = "module.subscription.";

  private final Settings settings;
  private final List<Problem> problems;

  ModuleReader(Settings settings, List<Problem> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  BrokerSettings.Modules read() {
    List<RewriteRule> published = new ArrayList<>();
    List<RewriteRule> subscribed = new ArrayList<>();
    if (settings.flag("module.rewrite").orElseThrow()) {
      settings.keys().forEach(key -> rule(key, published, subscribed));
    }
    return new BrokerSettings.Modules(
        new RewriteRules(published),
        new RewriteRules(subscribed),
        subscriptions(),
        delays());
  }

  PresenceConfig presence() {
    return new PresenceConfig(
        settings.flag("module.presence").orElseThrow(),
        Qos.of(number("module.presence.qos")),
        settings.flag("broker.client_disconnect_discarded").orElseThrow(),
        settings.flag("broker.client_disconnect_takeovered").orElseThrow());
  }

  private BrokerSettings.Delays delays() {
    return new BrokerSettings.Delays(
        settings.flag("module.delayed").orElseThrow(),
        number("delayed.max_delayed_messages"),
        settings.number("delayed.max_delayed_bytes").orElseThrow());
  }

  private void rule(String key, List<RewriteRule> published, List<RewriteRule> subscribed) {
    if (!key.startsWith(REWRITE)) {
      return;
    }
    RewriteRule rule = settings.rule(key).orElseThrow();
    boolean both = key.startsWith(REWRITE + "rule.");
    if (both && !rule.hasWildcards() || key.startsWith(REWRITE + "pub.")) {
      published.add(rule);
    }
    if (both || key.startsWith(REWRITE + "sub.")) {
      subscribed.add(rule);
    }
  }

  private List<AutoSubscription> subscriptions() {
    Set<String> numbers = new LinkedHashSet<>();
    if (settings.flag("module.subscription").orElseThrow()) {
      settings.keys().stream()
          .filter(key -> key.startsWith(SUBSCRIPTION))
          .forEach(key -> numbers.add(key.split("\\.")[2]));
    }
    List<AutoSubscription> subscriptions = new ArrayList<>();
    for (String number : numbers) {
      String prefix = SUBSCRIPTION + number + ".";
      settings
          .text(prefix + "topic")
          .ifPresentOrElse(
              topic -> subscriptions.add(new AutoSubscription(topic, options(prefix))),
              () -> missing(prefix));
    }
    return subscriptions;
  }

  private int options(String prefix) {
    return number(prefix + "qos")
        | number(prefix + "nl") << 2
        | number(prefix + "rap") << 3
        | number(prefix + "rh") << 4;
  }

  private int number(String key) {
    return settings.number(key).orElseThrow().intValue();
  }

  private void missing(String prefix) {
    String written =
        settings.keys().stream().filter(key -> key.startsWith(prefix)).findFirst().orElseThrow();
    problems.add(
        new Problem(
            settings.origin(written), written, "has no topic, expected " + prefix + "topic too"));
  }
}
