package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.BrokerSettings.AutoSubscription;
import io.dynamq.engine.BrokerSettings.Delays;
import io.dynamq.engine.BrokerSettings.Modules;
import io.dynamq.message.Qos;
import io.dynamq.topic.rewrite.RewriteRules;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleReaderTest {
  private static final RewriteRules.Client CLIENT = new RewriteRules.Client("c", null);

  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws IOException {
    config = new ConfigFixture(home);
  }

  private Modules modules() throws Exception {
    return config.load().broker().modules();
  }

  @Test
  void triesRulesFromTheLastOfTheFileToTheFirst() throws Exception {
    config.file(
        "module.rewrite.pub.rule.1 = x/# ^x/(.+)$ pub/$1",
        "module.rewrite.rule.2 = x/y/# ^x/y/(.+)$ both/$1",
        "module.rewrite.sub.rule.1 = x/y/z ^x/y/(.+)$ sub/$1");

    assertThat(modules().publishRules().rewrite("x/1", CLIENT)).isEqualTo("pub/1");
    assertThat(modules().publishRules().rewrite("x/y/z", CLIENT)).isEqualTo("both/z");
    assertThat(modules().subscribeRules().rewrite("x/1", CLIENT)).isEqualTo("x/1");
    assertThat(modules().subscribeRules().rewrite("x/y/z", CLIENT)).isEqualTo("sub/z");
  }

  @Test
  void leavesWildcardsOfAnOldRuleToSubscriptions() throws Exception {
    config.file("module.rewrite.rule.1 = x/# ^x/(.+)$ y/#");
    assertThat(modules().publishRules().isEmpty()).isTrue();
    assertThat(modules().subscribeRules().rewrite("x/1", CLIENT)).isEqualTo("y/#");
  }

  @Test
  void readsSubscriptionsWithTheirOptions() throws Exception {
    config.file(
        "module.subscription = on",
        "module.subscription.1.topic = client/%c",
        "module.subscription.2.topic = user/%u",
        "module.subscription.2.qos = 2",
        "module.subscription.2.nl = 1",
        "module.subscription.2.rap = 1",
        "module.subscription.2.rh = 2");
    assertThat(modules().subscriptions())
        .containsExactly(
            new AutoSubscription("client/%c", 0),
            new AutoSubscription("user/%u", 2 | 4 | 8 | 2 << 4));
  }

  @Test
  void readsDelays() throws Exception {
    config.file(
        "module.delayed = on",
        "delayed.max_delayed_messages = 5",
        "delayed.max_delayed_bytes = 6KB");
    assertThat(modules().delays()).isEqualTo(new Delays(true, 5, 6 << 10));
  }

  @Test
  void readsPresence() throws Exception {
    assertThat(config.load().presence())
        .isEqualTo(new PresenceConfig(true, Qos.AT_LEAST_ONCE, false, false));
    config.file(
        "module.presence = off",
        "module.presence.qos = 2",
        "broker.client_disconnect_discarded = on",
        "broker.client_disconnect_takeovered = on");
    assertThat(config.load().presence())
        .isEqualTo(new PresenceConfig(false, Qos.EXACTLY_ONCE, true, true));
  }

  @Test
  void switchesOff() throws Exception {
    config.file(
        "module.rewrite = off",
        "module.rewrite.rule.1 = x/# ^x/(.+)$ y",
        "module.subscription = off",
        "module.subscription.1.topic = t");
    assertThat(modules()).usingRecursiveComparison().isEqualTo(Modules.NONE);
  }

  @Test
  void saysWhatIsWrongWithARule() throws Exception {
    config.file(
        "module.rewrite.pub.rule.1 = x/# ^x$ y/#",
        "module.rewrite.sub.rule.1 = x/# (?<=x)y z",
        "module.rewrite.rule.1 = x/#",
        "module.subscription.1.qos = 1",
        "module.subscription.2.topic = a/#/b",
        "zone.external.mountpoint = a/+/");
    assertThat(config.problems())
        .hasSize(6)
        .anyMatch(one -> one.contains(":1: ") && one.contains("cannot be published to + or #"))
        .anyMatch(one -> one.contains(":2: ") && one.contains("RE2"))
        .anyMatch(one -> one.contains(":3: ") && one.contains("has 1 parts"))
        .anyMatch(one -> one.contains(":4: ") && one.contains("module.subscription.1.topic too"))
        .anyMatch(one -> one.contains(":5: ") && one.contains("last level"))
        .anyMatch(one -> one.contains(":6: ") && one.contains("wildcard '+'"));
  }
}
