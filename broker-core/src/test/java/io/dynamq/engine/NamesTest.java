package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.engine.BrokerSettings.Delays;
import io.dynamq.engine.BrokerSettings.Modules;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.message.Message;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.packet.Will;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRule;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Topic rewriting and mountpoints, from the packet to the receiver. */
class NamesTest {
  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private final FakeTime time = new FakeTime();
  private final List<String> hooked = new ArrayList<>();
  private TestBroker broker;

  private static RewriteRules rules(String... lines) {
    return new RewriteRules(Stream.of(lines).map(RewriteRule::parse).toList());
  }

  private void start(String mountpoint, RewriteRules published, RewriteRules subscribed) {
    Modules modules = new Modules(published, subscribed, List.of(), Delays.OFF);
    start(mountpoint, modules, Authorizer.ALLOW_ALL);
  }

  private void start(String mountpoint, Modules modules, Authorizer authorizer) {
    Zone zone =
        Zone.defaults("external")
            .withIdentity(new Zone.Identity(false, mountpoint))
            .withOffer(new Zone.Offer(Qos.EXACTLY_ONCE, true, true, true, true));
    broker = new TestBroker(storage, time, zone, modules, authorizer);
    broker.broker.hooks().add(new Recording());
  }

  /** What plug-ins hear. */
  private final class Recording implements Hooks {
    @Override
    public CompletableFuture<Void> messagePublish(Message message) {
      hooked.add("publish " + message.topic());
      return DONE;
    }

    @Override
    public void sessionSubscribed(ClientInfo client, Subscription subscription, boolean isNew) {
      hooked.add("subscribed " + subscription.filter());
    }

    @Override
    public void sessionUnsubscribed(ClientInfo client, TopicFilter filter) {
      hooked.add("unsubscribed " + filter);
    }
  }

  private static List<String> topics(Link link) {
    return link.deliveries().stream().map(one -> one.message().topic().value()).toList();
  }

  @Test
  void rewritesWhatIsPublishedAndWhatIsSubscribedEachByItsRules() {
    start("", rules("in/# ^in/(.+)$ out/$1"), rules("me/# ^me/(.+)$ out/%c/$1"));
    Link link = broker.link().connect("c", true);
    link.subscribe("out/#", 0);
    link.publish("in/c/x", 0, 0, "1", false);
    link.publish("me/x", 0, 0, "as it is", false);
    assertThat(topics(link)).containsExactly("out/c/x");

    link.subscribe("me/x", 0);
    assertThat(hooked)
        .containsExactly(
            "subscribed out/#", "publish out/c/x", "publish me/x", "subscribed out/c/x");
    link.say(new Unsubscribe(9, List.of("me/x"), List.of()));
    assertThat(link.last(UnsubAck.class).codes()).containsExactly(ReasonCode.SUCCESS);
    assertThat(hooked).endsWith("unsubscribed out/c/x");
  }

  @Test
  void rewritesBehindThePrefixOfSharedAndExclusiveFilters() {
    start("", RewriteRules.NONE, rules("a/# ^a/(.+)$ b/$1"));
    Link link = broker.link().connect("c", true);
    link.subscribe("$share/g/a/1", 0);
    link.subscribe("$queue/a/2", 0);
    link.subscribe("$exclusive/a/3", 0);
    assertThat(hooked)
        .containsExactly(
            "subscribed $share/g/b/1", "subscribed $queue/b/2", "subscribed $exclusive/b/3");
  }

  @Test
  void asksForPermissionByTheNameThatTheClientUses() {
    List<String> asked = new ArrayList<>();
    Authorizer authorizer =
        new Authorizer() {
          @Override
          public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
            asked.add(topic);
            return !topic.startsWith("no");
          }

          @Override
          public boolean maySubscribe(ClientInfo client, String path) {
            asked.add(path);
            return true;
          }
        };
    RewriteRules rules = rules("# ^(.+)$ x/$1");
    Modules modules = new Modules(rules, rules, List.of(), Delays.OFF);
    start("m/", modules, authorizer);
    Link link = broker.link().connect5("c", true, 0);
    link.subscribe("a", 1);
    link.publish("a", 1, 1, "", false);
    link.publish("no", 1, 2, "", false);
    assertThat(asked).containsExactly("a", "a", "no");
    assertThat(link.last(Ack.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(topics(link)).containsExactly("x/a");
  }

  @Test
  void refusesWhatARewriteMakesUnusable() {
    start("", rules("t/# ^t/(.+)$ $1"), rules("t/# ^t/(.+)$ $1"));
    Link link = broker.link().connect5("c", true, 0);
    link.publish("t/$SYS/brokers", 1, 1, "lie", false);
    assertThat(link.last(Ack.class).code()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
    link.subscribe("t/$share/g/x", 0);
    assertThat(link.last(SubAck.class).codes()).containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
    link.subscribe("$share/g/t/$share/g/x", 0);
    assertThat(link.last(SubAck.class).codes()).containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
    assertThat(hooked).isEmpty();
  }

  @Test
  void aMountpointKeepsTheClientsOfEachIdApart() {
    start("dev/%c/", RewriteRules.NONE, RewriteRules.NONE);
    Link one = broker.link().connect("one", true);
    Link two = broker.linkOnOtherLoop().connect("two", true);
    one.subscribe("#", 0);
    two.subscribe("t", 0);
    one.publish("t", 0, 0, "of one", false);
    two.publish("t", 0, 0, "of two", false);

    assertThat(hooked)
        .containsExactly(
            "subscribed dev/one/#", "subscribed dev/two/t", "publish dev/one/t",
            "publish dev/two/t");
    assertThat(one.payloads()).containsExactly("of one");
    assertThat(topics(one)).containsExactly("t");
    assertThat(two.payloads()).containsExactly("of two");
    one.say(new Unsubscribe(9, List.of("#"), List.of()));
    one.publish("t", 0, 0, "again", false);
    assertThat(one.payloads()).hasSize(1);
  }

  @Test
  void aMountpointHoldsForRetainedMessagesWillsAndPrefixes() {
    start("m/", RewriteRules.NONE, RewriteRules.NONE);
    Will will =
        new Will(
            TopicName.of("will"), Qos.AT_LEAST_ONCE, true, new byte[] {'w'},
            MessageProperties.NONE, 0, -1);
    broker.link().connect(5, "dying", true, 0, will).drop();
    Link link = broker.link().connect("c", true);
    link.publish("kept", 1, 1, "r", true);
    link.subscribe("+", 1);
    link.subscribe("$share/g/s", 1);
    link.subscribe("$exclusive/e", 1);
    link.publish("s", 0, 0, "shared", false);
    assertThat(topics(link)).contains("kept", "will", "s");
    assertThat(hooked)
        .contains("publish m/will", "subscribed $share/g/m/s", "subscribed $exclusive/m/e");
    assertThat(link.deliveries()).filteredOn(Delivery::retain).hasSize(2);
  }

  @Test
  void theBrokersOwnTopicsAreOutOfReachBehindAMountpoint() {
    start("m/", RewriteRules.NONE, RewriteRules.NONE);
    Link link = broker.link().connect5("c", true, 0);
    link.publish("$SYS/x", 1, 1, "", false);
    assertThat(link.last(Ack.class).code()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    link.subscribe("$SYS/#", 0);
    assertThat(hooked).containsExactly("subscribed m/$SYS/#");
  }

  @Test
  void aClientIdCannotBringWildcardsIntoAMountpoint() {
    start("dev/%c/", RewriteRules.NONE, RewriteRules.NONE);
    Link link = broker.link().connect5("+", true, 0);
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(link.closed).isTrue();
  }

  /** Names that mean more than themselves at the beginning of a topic. */
  @ParameterizedTest
  @ValueSource(strings = {"$SYS", "$delayed", "$share", "$queue", "$exclusive", "$SYS/brokers"})
  void aClientIdThatBeginsWithADollarCannotBeginAMountpoint(String id) {
    Modules modules =
        new Modules(
            RewriteRules.NONE, RewriteRules.NONE, List.of(), new Delays(true, 100, 1 << 20));
    start("%c/", modules, Authorizer.ALLOW_ALL);
    Link victim = broker.linkOnOtherLoop().connect("victim", true);
    Will will =
        new Will(
            TopicName.of("0/victim/t"), Qos.AT_MOST_ONCE, false, new byte[] {'w'},
            MessageProperties.NONE, 0, -1);
    victim.subscribe("#", 0);
    Link link = broker.link().connect(5, id, true, 0, will);
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(link.closed).isTrue();
    assertThat(victim.payloads()).isEmpty();
  }

  @Test
  void aUserNameThatBeginsWithADollarCannotBeginAMountpoint() {
    start("%u/", RewriteRules.NONE, RewriteRules.NONE);
    Link link = broker.link();
    link.certified = new Peer.Certified("$SYS", null);
    link.connect5("c", true, 0);
    assertThat(link.connAck().code()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
  }

  @Test
  void aDollarInsideAMountpointIsALetter() {
    start("dev/%c/", RewriteRules.NONE, RewriteRules.NONE);
    Link link = broker.link().connect("$SYS", true);
    link.subscribe("t", 0);
    assertThat(hooked).containsExactly("subscribed dev/$SYS/t");
  }

  @Test
  void aClientIdThatBeginsWithADollarCannotBeginADestination() {
    start("", rules("me/# ^me/(.+)$ %c/$1"), rules("me/# ^me/(.+)$ %c/$1"));
    Link link = broker.link().connect("$SYS", true);
    link.subscribe("me/brokers", 0);
    link.publish("me/x", 0, 0, "", false);
    assertThat(hooked).containsExactly("subscribed %c/brokers", "publish %c/x");
  }

  @Test
  void aClientIdCannotBringWildcardsIntoADestination() {
    start("", rules("me/# ^me/(.+)$ out/%c/$1"), rules("me/# ^me/(.+)$ out/%c/$1"));
    Link link = broker.link().connect("+", true);
    link.subscribe("me/x", 0);
    link.publish("out/other/x", 0, 0, "not for it", false);
    assertThat(hooked).containsExactly("subscribed out/%c/x", "publish out/other/x");
    assertThat(link.payloads()).isEmpty();
  }

  @Test
  void aPersistentSessionFindsItsMountedSubscriptionsAfterARestart() {
    start("dev/%c/", RewriteRules.NONE, RewriteRules.NONE);
    Link first = broker.link().connect("c", false);
    first.subscribe("t", 1);
    first.drop();
    start("dev/%c/", RewriteRules.NONE, RewriteRules.NONE);
    Link again = broker.link().connect("c", false);
    assertThat(again.connAck().sessionPresent()).isTrue();
    again.publish("t", 1, 1, "here", false);
    assertThat(topics(again)).containsExactly("t");
  }

  @Test
  void costsNothingWhereNothingIsConfigured() {
    start("", RewriteRules.NONE, RewriteRules.NONE);
    Link link = broker.link().connect("c", true);
    link.subscribe("t", 0);
    Message[] published = new Message[1];
    broker.broker.hooks()
        .add(
            new Hooks() {
              @Override
              public CompletableFuture<Void> messagePublish(Message message) {
                published[0] = message;
                return DONE;
              }
            });
    link.publish("t", 0, 0, "x", false);
    assertThat(link.deliveries().get(0).message()).isSameAs(published[0]);
  }
}
