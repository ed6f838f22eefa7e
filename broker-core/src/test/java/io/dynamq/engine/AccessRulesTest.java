package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.acl.AclAuthorizer;
import io.dynamq.auth.acl.AclSettings;
import io.dynamq.auth.acl.RuleList;
import io.dynamq.engine.BrokerSettings.AutoSubscription;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Will;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access rules wherever a client publishes, subscribes, is sent something. */
class AccessRulesTest {
  private static final AclSettings IGNORE = AclSettings.DEFAULT;
  private static final AclSettings DISCONNECT = new AclSettings(true, true, true, 32, 60_000);
  private static final String NO_SECRETS = "{deny, all, pubsub, [\"secret/#\"]}. {allow, all}.";
  private static final String ALL = "{allow, all}.";

  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private final FakeTime time = new FakeTime();
  private final Meters meters = new Meters();
  private AclAuthorizer acl;
  private TestBroker broker;

  private void start(String rules, AclSettings settings, AutoSubscription... automatic) {
    BrokerSettings.Modules modules =
        new BrokerSettings.Modules(
            RewriteRules.NONE,
            RewriteRules.NONE,
            List.of(automatic),
            new BrokerSettings.Delays(true, 0, 0));
    Zone defaults = Zone.defaults("external");
    Zone zone =
        defaults.withOffer(new Zone.Offer(Qos.EXACTLY_ONCE, true, true, true, true));
    acl = new AclAuthorizer(rules(rules), settings, meters, time);
    broker = new TestBroker(storage, time, zone, modules, acl);
  }

  private static RuleList rules(String text) {
    return RuleList.parse("etc/acl.conf", text, new ArrayList<>());
  }

  private static ReasonCode answer(Link link, String filter) {
    link.subscribe(filter, 1);
    return link.last(SubAck.class).codes().get(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret/a", "secret", "secret/#", "#", "+/a", "+", "$share/g/secret/a", "$share/g/#",
        "$queue/secret/+", "$exclusive/secret/a", "$share/$queue/secret"
      })
  void refusesEveryFilterThatWouldBringWhatIsDenied(String filter) {
    start(NO_SECRETS, IGNORE);
    assertThat(answer(broker.link().connect5("five", true, 0), filter))
        .isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(answer(broker.link().connect("three", true), filter).isError()).isTrue();
    assertThat(broker.count(Metric.CLIENT_ACL_DENY)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Secret/a", "secrets", "/secret/a", "a/secret", "other/#", "$share/secret/a"})
  void grantsWhatIsNotDenied(String filter) {
    start(NO_SECRETS, IGNORE);
    assertThat(answer(broker.link().connect5("five", true, 0), filter).isError()).isFalse();
  }

  @Test
  void aPublishThatIsDeniedReachesNobodyAndTellsWhomItCan() {
    start("{deny, {client, \"bad\"}, publish, [\"t\"]}.", IGNORE);
    Link watcher = broker.link().connect("w", true);
    watcher.subscribe("#", 0);
    Link bad = broker.link().connect5("bad", true, 0);
    bad.publish("t", 1, 1, "x", false);
    bad.publish("$delayed/1/t", 1, 2, "x", false);
    bad.publish("t", 0, 0, "x", false);
    broker.advanceMillis(2_000);

    assertThat(watcher.payloads()).isEmpty();
    assertThat(bad.got.stream().filter(Ack.class::isInstance).map(Ack.class::cast))
        .extracting(Ack::code)
        .containsExactly(ReasonCode.NOT_AUTHORIZED, ReasonCode.NOT_AUTHORIZED);
    assertThat(bad.closed).isFalse();
  }

  @Test
  void denialsEndTheConnectionWhereThatIsConfigured() {
    start(NO_SECRETS, DISCONNECT);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("secret/a", 0, 0, "x", false);
    assertThat(publisher.last(Disconnect.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(publisher.closed).isTrue();
    Link three = broker.link().connect("three", true);
    three.publish("secret/a", 1, 1, "x", false);
    assertThat(three.closed).isTrue();
    Link subscriber = broker.link().connect5("s", true, 0);
    subscriber.subscribe("#", 0);
    assertThat(subscriber.last(SubAck.class)).isNull();
    assertThat(subscriber.last(Disconnect.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void aWillIsJudgedAtConnectAndWhenItIsPublished() {
    start(NO_SECRETS, IGNORE);
    Link refused = broker.link();
    refused.connect(5, "r", true, 0, will("secret/a"));
    assertThat(refused.last(ConnAck.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);

    acl.use(rules(ALL));
    Link watcher = broker.link().connect("w", true);
    watcher.subscribe("secret/#", 0);
    Link mortal = broker.link().connect(5, "m", true, 0, will("secret/a"));
    acl.use(rules(NO_SECRETS));
    mortal.drop();
    assertThat(watcher.payloads()).isEmpty();
  }

  private static Will will(String topic) {
    return new Will(
        TopicName.of(topic), Qos.AT_LEAST_ONCE, false, new byte[] {1}, MessageProperties.NONE, 0, -1);
  }

  @Test
  void whoLostThePermissionGetsNoRetainedMessageMore() {
    start(ALL, IGNORE);
    Link publisher = broker.link().connect("p", true);
    for (int i = 0; i < 6_000; i++) {
      publisher.publish("secret/" + i, 1, 1, "kept", true);
    }
    Link reader = broker.link().connect("r", true);
    reader.subscribe("secret/#", 1);
    assertThat(reader.deliveries()).as("a window of them").hasSizeLessThan(100);
    acl.use(rules(NO_SECRETS));
    for (int i = 0; i < reader.deliveries().size(); i++) {
      reader.ack(Ack.Type.PUBACK, reader.deliveries().get(i).packetId());
    }
    assertThat(reader.deliveries().size()).as("what was queued before").isLessThan(4_000);
    Link again = broker.link().connect("again", true);
    again.subscribe("secret/#", 1);
    assertThat(again.deliveries()).isEmpty();
  }

  @Test
  void aReloadEndsSubscriptionsThatTheRulesOfNowDoNotAllow() {
    start(ALL, IGNORE);
    Link subscriber = broker.link().connect5("s", false, 1_000);
    subscriber.subscribe("secret/a", 1);
    subscriber.subscribe("$share/g/secret/#", 1);
    subscriber.subscribe("open", 1);
    Link away = broker.link().connect5("away", false, 1_000);
    away.subscribe("secret/a", 1);
    away.subscribe("open", 1);
    away.drop();
    acl.use(rules(NO_SECRETS));
    var ended = broker.broker.control(List::of).reviewSubscriptions();
    broker.settle();
    assertThat(ended.join()).isEqualTo(2);

    acl.use(rules("{deny, {client, \"away\"}, subscribe, [\"secret/#\"]}."));
    away = broker.link().connect5("away", false, 1_000);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("secret/a", 0, 0, "secret", false);
    publisher.publish("open", 0, 0, "open", false);
    assertThat(subscriber.payloads()).containsExactly("open");
    assertThat(away.payloads()).containsExactly("open");
    assertThat(storage.subscriptions().load(broker.broker.home("away").clientId()).join())
        .hasSize(1);
  }

  @Test
  void subscriptionsOfTheConfigurationNeedPermissionToo() {
    start(
        "{deny, {client, \"b\"}, subscribe, [\"in/#\"]}.", IGNORE, new AutoSubscription("in/%c", 0));
    Link a = broker.link().connect("a", true);
    Link b = broker.link().connect("b", true);
    a.publish("in/a", 0, 0, "x", false);
    a.publish("in/b", 0, 0, "x", false);
    assertThat(a.payloads()).hasSize(1);
    assertThat(b.payloads()).isEmpty();
  }

  @Test
  void decisionsAreRememberedUntilRulesChangeOrTimeHasPassed() {
    start(ALL, IGNORE);
    Link link = broker.link().connect("c", true);
    link.publish("t", 0, 0, "x", false);
    link.publish("t", 0, 0, "x", false);
    assertThat(meters.value(Metric.CLIENT_ACL_CACHE_HIT)).isEqualTo(1);
    broker.advanceMillis(60_000);
    link.publish("t", 0, 0, "x", false);
    acl.forgetDecisions();
    link.publish("t", 0, 0, "x", false);
    assertThat(meters.value(Metric.CLIENT_ACL_CACHE_HIT)).isEqualTo(1);
    for (int i = 0; i < 40; i++) {
      link.publish("t/" + i, 0, 0, "x", false);
    }
    link.publish("t", 0, 0, "x", false);
    assertThat(meters.value(Metric.CLIENT_ACL_CACHE_HIT)).as("t was the oldest of 32").isEqualTo(1);
    assertThat(meters.value(Metric.CLIENT_ACL_ALLOW)).isEqualTo(45);
    acl.use(rules("{deny, all}."));
    link.publish("t", 0, 0, "x", false);
    assertThat(broker.count(Metric.CLIENT_ACL_DENY)).isEqualTo(1);
  }
}
