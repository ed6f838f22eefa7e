package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.acl.AclAuthorizer;
import io.dynamq.auth.acl.AclSettings;
import io.dynamq.auth.acl.RuleList;
import io.dynamq.engine.BrokerSettings.AutoSubscription;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Publish;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.Will;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every way in which a client may come to publish or to be sent something, with what a whole broker
 * does about it; the second table of {@code docs/authorization.md}, which {@code
 * -Ddynamq.update=true} writes.
 */
class AclWaysTest {
  private static final Path PAGE = Path.of("../docs/authorization.md");
  private static final String BEGIN = "<!-- ways table: begin -->\n";
  private static final String END = "<!-- ways table: end -->\n";
  private static final String RULES = "{deny, all, pubsub, [\"secret/#\"]}. {allow, all}.";
  private static final String ALL = "{allow, all}.";

  private final StringBuilder table = new StringBuilder();
  private final AclAuthorizer acl =
      new AclAuthorizer(rules(RULES), AclSettings.DEFAULT, new Meters(), new FakeTime());
  private final TestBroker broker =
      new TestBroker(
          new MemoryStorage("test@127.0.0.1"),
          new FakeTime(),
          Zone.defaults("external")
              .withOffer(new Zone.Offer(Qos.EXACTLY_ONCE, true, true, true, true)),
          new BrokerSettings.Modules(
              RewriteRules.NONE,
              RewriteRules.NONE,
              List.of(new AutoSubscription("secret/%c", 0), new AutoSubscription("own/%c", 0)),
              new BrokerSettings.Delays(true, 0, 0)),
          acl);
  private Link watcher;
  private int seen;
  private int clients;

  private static RuleList rules(String text) {
    return RuleList.parse("acl.conf", text, new ArrayList<>());
  }

  private void row(String way, String what, boolean allowed, boolean expected) {
    assertThat(allowed).as("%s %s", way, what).isEqualTo(expected);
    table.append(
        "| %s | `%s` | %s |%n".formatted(way, what, allowed ? "allow" : "**deny**")
            .replace(System.lineSeparator(), "\n"));
  }

  private Link client() {
    return broker.link().connect5("c" + clients++, true, 0);
  }

  /** Whether something new has reached who sees all. */
  private boolean hasCome() {
    broker.advanceMillis(3_000);
    int before = seen;
    seen = watcher.deliveries().size();
    return seen > before;
  }

  private void subscribes(String filter, boolean expected) {
    Link link = client();
    link.subscribe(filter, 0);
    boolean granted = !link.last(SubAck.class).codes().get(0).isError();
    row("SUBSCRIBE", filter, granted, expected);
    link.drop();
  }

  private void publishes(String topic, boolean expected) {
    for (int qos = 0; qos <= 2; qos++) {
      client().publish(topic, qos, qos, "x", false);
      assertThat(hasCome()).as("%s, QoS %d", topic, qos).isEqualTo(expected);
    }
    row("PUBLISH", topic, expected, expected);
  }

  private void aliased(String topic, boolean expected) {
    Link link = client();
    link.say(alias(topic));
    hasCome();
    link.say(alias(null));
    row("PUBLISH by an alias of", topic, hasCome(), expected);
  }

  private static Publish alias(String topic) {
    return new Publish(
        false,
        Qos.AT_MOST_ONCE,
        false,
        topic == null ? null : TopicName.of(topic),
        0,
        1,
        -1,
        MessageProperties.NONE,
        new byte[1]);
  }

  private static Will will(String topic) {
    return new Will(
        TopicName.of(topic), Qos.AT_MOST_ONCE, false, new byte[1], MessageProperties.NONE, 0, -1);
  }

  private Link willing(String topic) {
    return broker.link().connect(5, "w" + clients++, true, 0, will(topic));
  }

  private void wills(String topic, boolean expected) {
    Link link = willing(topic);
    row("CONNECT with a will to", topic, !link.last(ConnAck.class).code().isError(), expected);
    link.drop();
    assertThat(hasCome()).isEqualTo(expected);
  }

  private void changesUnderWay() {
    acl.use(rules(ALL));
    Link mortal = willing("secret/a");
    Link sender = client();
    sender.publish("secret/kept", 0, 0, "x", true);
    sender.publish("$delayed/1/secret/a", 0, 0, "x", false);
    acl.use(rules(RULES));
    seen = watcher.deliveries().size();
    mortal.drop();
    broker.settle();
    row("a will, denied since CONNECT", "secret/a", watcher.deliveries().size() > seen, false);
    row("a delayed message, denied since PUBLISH", "secret/a", hasCome(), true);
    Link late = broker.link().connect("c-late", true);
    late.subscribe("+/kept", 0);
    row("retained, behind the filter", "+/kept", !late.deliveries().isEmpty(), false);
  }

  private void configured() {
    acl.use(rules(ALL));
    Link link = broker.link().connect5("auto", true, 0);
    acl.use(rules("{deny, {client, \"auto\"}, subscribe, [\"secret/#\"]}. {allow, all}."));
    Link denied = broker.link().connect5("auto", true, 0);
    Link sender = client();
    sender.publish("secret/auto", 0, 0, "x", false);
    row("a subscription of the configuration", "secret/auto", !denied.payloads().isEmpty(), false);
    sender.publish("own/auto", 0, 0, "x", false);
    row("a subscription of the configuration", "own/auto", !denied.payloads().isEmpty(), true);
    assertThat(link.closed).isTrue();
  }

  @Test
  void thePageSaysWhatABrokerDoes() throws IOException {
    acl.use(rules(ALL));
    watcher = broker.link().connect("watcher", true);
    watcher.subscribe("#", 0);
    acl.use(rules(RULES));
    table.append("\n`").append(RULES).append("`\n\n| way | what | |\n|---|---|---|\n");
    for (String denied :
        new String[] {
          "secret/a", "secret", "#", "+/a", "secret//", "$share/g/secret/a", "$share/g/#",
          "$queue/secret/a", "$exclusive/secret/a"
        }) {
      subscribes(denied, false);
    }
    for (String allowed : new String[] {"Secret/a", "/secret/a", "secrets", "$share/secret/a"}) {
      subscribes(allowed, true);
    }
    for (String denied : new String[] {"secret/a", "secret", "secret//", "$delayed/1/secret/a"}) {
      publishes(denied, false);
    }
    for (String allowed : new String[] {"Secret/a", "/secret/a", "%c/a", "$delayed/1/a"}) {
      publishes(allowed, true);
    }
    aliased("secret/a", false);
    aliased("a", true);
    wills("secret/a", false);
    wills("$delayed/1/secret/a", false);
    wills("a", true);
    changesUnderWay();
    configured();

    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String now = page.substring(0, from) + table + page.substring(page.indexOf(END));
    if (Boolean.getBoolean("dynamq.update")) {
      Files.writeString(PAGE, now);
    }
    assertThat(page).as("written by -Ddynamq.update=true").isEqualTo(now);
  }
}
