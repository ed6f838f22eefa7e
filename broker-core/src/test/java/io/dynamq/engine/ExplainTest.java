package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.acl.AclAuthorizer;
import io.dynamq.auth.acl.AclSettings;
import io.dynamq.auth.acl.RuleList;
import io.dynamq.control.Explanation;
import io.dynamq.control.Explanation.Receiver;
import io.dynamq.control.Explanation.Step;
import io.dynamq.control.PublishQuestion;
import io.dynamq.control.SubscribeQuestion;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.rewrite.RewriteRule;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a broker says that it would do is what it does, and saying it changes nothing. */
class ExplainTest {
  private final FakeTime time = new FakeTime();
  private final TestBroker broker = broker();

  private TestBroker broker() {
    RewriteRules rules = new RewriteRules(List.of(RewriteRule.parse("old/# ^old/(.+)$ new/$1")));
    BrokerSettings.Modules modules =
        new BrokerSettings.Modules(
            rules, RewriteRules.NONE, List.of(), new BrokerSettings.Delays(true, 0, 0));
    RuleList acl =
        RuleList.parse(
            "etc/acl.conf",
            "{deny, {user, \"guest\"}, pubsub, [\"#\"]}.\n{deny, all, pubsub, [\"secret/#\"]}.\n"
                + "{allow, all}.",
            new ArrayList<>());
    return new TestBroker(
        new MemoryStorage("test@127.0.0.1"),
        time,
        Zone.defaults("external"),
        modules,
        new AclAuthorizer(acl, AclSettings.DEFAULT, new Meters(), time));
  }

  private <T> T answer(CompletableFuture<T> asked) {
    broker.settle();
    return asked.join();
  }

  private Explanation publish(String topic, Qos qos, boolean retain, int bytes) {
    return answer(
        broker.broker.control(List::of)
            .explain(new PublishQuestion("p", null, topic, qos, retain, bytes)));
  }

  private Explanation subscribe(String filter, String username) {
    return answer(
        broker.broker.control(List::of)
            .explain(
                new SubscribeQuestion("c", username, TopicFilter.of(filter), Qos.EXACTLY_ONCE)));
  }

  private static Step last(Explanation found) {
    return found.steps().get(found.steps().size() - 1);
  }

  @Test
  void namesTheReceiversThatThenGetIt() {
    Link away = broker.link().connect5("away", false, 3_600);
    away.subscribe("new/+", 1);
    away.drop();
    Link here = broker.link().connect5("here", true, 0);
    here.subscribe("new/1", 2);
    here.subscribe("new/#", 0);

    Explanation found = publish("old/1", Qos.AT_LEAST_ONCE, false, 100);

    assertThat(found.accepted()).isTrue();
    assertThat(found.steps())
        .contains(
            new Step("client", "p, not known, taken for one from 127.0.0.1"),
            new Step("authorisation", "allowed by etc/acl.conf:3 {allow, all}"),
            new Step("rewriting", "published as new/1"),
            new Step("receivers", "2 clients, 0 shared groups"));
    assertThat(found.receivers())
        .containsExactlyInAnyOrder(
            new Receiver("away", null, 1, false, true, 0, 1_000_000),
            new Receiver("here", null, 1, true, false, 0, 1_000_000));
    assertThat(found.storedCopies()).isEqualTo(1);
    assertThat(found.storedBytes()).isEqualTo(105);
    assertThat(here.deliveries()).isEmpty();

    broker.linkOnOtherLoop().connect("p", true).publish("old/1", 1, 1, "x", false);
    assertThat(here.deliveries()).hasSize(1);
    assertThat(publish("old/1", Qos.AT_LEAST_ONCE, false, 100).receivers())
        .contains(new Receiver("away", null, 1, false, true, 1, 999_999));
  }

  @Test
  void showsEveryMemberOfASharedGroupWithoutChoosing() {
    for (String member : List.of("m1", "m2")) {
      broker.link().connect5(member, false, 3_600).subscribe("$share/g/t", 1);
    }
    Explanation found = publish("t", Qos.AT_LEAST_ONCE, false, 1);
    assertThat(found.matched()).isEqualTo(1);
    assertThat(found.receivers()).extracting(Receiver::clientId).containsExactlyInAnyOrder("m1", "m2");
    assertThat(found.receivers()).extracting(Receiver::group).containsOnly("$share/g/t");
    assertThat(found.storedCopies()).isEqualTo(1);
  }

  @Test
  void tellsWhichRuleRefuses() {
    assertThat(publish("secret/1", Qos.AT_MOST_ONCE, false, 1).accepted()).isFalse();
    assertThat(last(publish("secret/1", Qos.AT_MOST_ONCE, false, 1)))
        .isEqualTo(new Step("authorisation", "refused: denied by etc/acl.conf:2 {deny, all, pubsub, [\"secret/#\"]}"));
    assertThat(last(publish("$SYS/x", Qos.AT_MOST_ONCE, false, 1)).finding())
        .isEqualTo("refused: only the broker publishes to $SYS/");
    assertThat(last(publish("a/+", Qos.AT_MOST_ONCE, false, 1)).name()).isEqualTo("topic");
    assertThat(last(publish("$delayed/x/a", Qos.AT_MOST_ONCE, false, 1)).name()).isEqualTo("delay");
    assertThat(last(publish("a/".repeat(200), Qos.AT_MOST_ONCE, false, 1)).finding())
        .contains("max_topic_levels = 128");
    assertThat(last(publish("a", Qos.AT_MOST_ONCE, false, 2 << 20)).finding())
        .contains("max_packet_size = 1048576");
  }

  @Test
  void tellsWhatIsRetained() {
    assertThat(publish("r", Qos.AT_MOST_ONCE, true, 1).steps()).contains(new Step("retain", "kept"));
    assertThat(publish("r", Qos.AT_MOST_ONCE, true, 0).steps())
        .contains(new Step("retain", "nothing to remove"));
    broker.link().connect("p", true).publish("r", 1, 1, "x", true);
    assertThat(publish("r", Qos.AT_MOST_ONCE, true, 1).steps())
        .contains(new Step("retain", "takes the place of what is retained"));
    assertThat(publish("r", Qos.AT_MOST_ONCE, true, 0).steps())
        .contains(new Step("retain", "removes what is retained"));
    assertThat(subscribe("r/#", null).steps()).contains(new Step("retained messages", "1 match"));
  }

  @Test
  void tellsWhatBecomesOfASubscription() {
    Explanation found = subscribe("$share/g/a/#", "someone");
    assertThat(found.accepted()).isTrue();
    assertThat(found.steps())
        .contains(
            new Step("client", "c, not known, taken for one from 127.0.0.1, user someone"),
            new Step("shared group", "0 members now"),
            new Step("granted", "QoS 2"),
            new Step("retained messages", "not sent to shared subscriptions"));
    assertThat(last(subscribe("a", "guest")).finding())
        .startsWith("refused: denied by etc/acl.conf:1 ");
    assertThat(last(subscribe("$exclusive/a", null)).finding())
        .isEqualTo("refused: exclusive_subscription = false");
  }

  @Test
  void takesAConnectedClientAsItIs() {
    broker.link().connect5("p", false, 3_600);
    assertThat(publish("t", Qos.AT_LEAST_ONCE, false, 1).steps())
        .contains(new Step("client", "p, connected"));
  }
}
