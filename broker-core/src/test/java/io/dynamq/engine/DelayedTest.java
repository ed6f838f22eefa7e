package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.engine.BrokerSettings.Delays;
import io.dynamq.engine.BrokerSettings.Modules;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Will;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRule;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DelayedTest {
  private static final Delays ON = new Delays(true, 0, 0);

  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private final FakeTime time = new FakeTime();
  private final List<String> hooked = new ArrayList<>();
  private final List<MessageId> ids = new ArrayList<>();
  private TestBroker broker;
  private Link link;

  private void start() {
    start(storage, ON, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
  }

  private void start(
      Storage store, Delays delays, String mount, Authorizer authorizer, RewriteRules rules) {
    Zone zone = Zone.defaults("external").withIdentity(new Zone.Identity(false, mount));
    Modules modules = new Modules(rules, RewriteRules.NONE, List.of(), delays);
    broker = new TestBroker(store, time, zone, modules, authorizer);
    broker.broker.hooks()
        .add(
            new Hooks() {
              @Override
              public CompletableFuture<Void> messagePublish(Message message) {
                hooked.add(message.topic().value());
                ids.add(message.id());
                return DONE;
              }
            });
    link = broker.link().connect5("c" + time.epochMillis(), true, 0);
    link.subscribe("#", 1);
  }

  private ReasonCode publish(String topic) {
    link.publish(topic, 1, 1, "x", false);
    return link.last(Ack.class).code();
  }

  private List<Message> kept() {
    List<Message> all = new ArrayList<>();
    storage.delayed().forEach(all::add);
    return all;
  }

  private List<String> topics() {
    return link.deliveries().stream().map(one -> one.message().topic().value()).toList();
  }

  @Test
  void publishesUnderTheRealTopicWhenItIsDueAndNotBefore() {
    start();
    assertThat(publish("$delayed/10/a/b")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(kept()).extracting(one -> one.topic().value()).containsExactly("a/b");
    broker.advanceMillis(9_900);
    assertThat(hooked).isEmpty();
    assertThat(topics()).isEmpty();

    broker.advanceMillis(100);
    assertThat(hooked).containsExactly("a/b");
    assertThat(topics()).containsExactly("a/b");
    assertThat(kept()).isEmpty();
    broker.advanceMillis(60_000);
    assertThat(topics()).hasSize(1);
    assertThat(broker.count(Metric.MESSAGES_DELAYED)).isEqualTo(1);
  }

  @Test
  void countsWhatWaits() {
    start();
    publish("$delayed/10/a");
    publish("$delayed/20/b");
    assertThat(broker.meters.gauges())
        .containsEntry("delayed.count", 2L)
        .containsEntry("delayed.bytes", 4L);
    broker.advanceMillis(10_000);
    assertThat(broker.meters.gauges())
        .containsEntry("delayed.count", 1L)
        .containsEntry("delayed.max", 2L)
        .containsEntry("delayed.bytes", 2L);
  }

  @Test
  void publishesInTheOrderOfTheirTimesThenOfTheirSending() {
    start();
    long second = time.epochMillis() / 1_000 + 30;
    for (String each : new String[] {"40/d", second + "/b", "20/a", second + "/c"}) {
      publish("$delayed/" + each);
      time.advanceMicros(10);
    }
    broker.advanceMillis(60_000);
    assertThat(topics()).containsExactly("a", "b", "c", "d");
  }

  @Test
  void discardsWhatHasNoNumberOrIsTooFarAhead() {
    start();
    assertThat(publish("$delayed/soon/t")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
    assertThat(publish("$delayed/5")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
    assertThat(publish("$delayed/99999999999/t")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
    assertThat(broker.count(Metric.MESSAGES_DROPPED)).isEqualTo(3);

    link = broker.link().connect("three", true);
    assertThat(publish("$delayed/soon/t")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish("$delayed/99999999999/t")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(broker.count(Metric.MESSAGES_DROPPED)).isEqualTo(5);
    assertThat(kept()).isEmpty();
  }

  @Test
  void survivesARestart() {
    start();
    publish("$delayed/10/later");
    publish("$delayed/3600/much/later");
    time.advanceMillis(20_000);
    start();
    broker.advanceMillis(100);
    assertThat(topics()).containsExactly("later");
    broker.advanceMillis(3_600_000);
    assertThat(topics()).containsExactly("later", "much/later");
    assertThat(kept()).isEmpty();
  }

  @Test
  void aMessageWhosePublicationWasNotNotedIsRepeatedUnderTheSameId() {
    start();
    publish("$delayed/10/t");
    List<Message> before = kept();
    broker.advanceMillis(10_000);
    storage.delayed().put(before.get(0), io.dynamq.store.Durability.STORE);
    start();
    broker.advanceMillis(100);
    assertThat(topics()).containsExactly("t");
    assertThat(ids).hasSize(2);
    assertThat(ids.get(0)).isEqualTo(ids.get(1));
  }

  @Test
  void theRowStaysUntilTheReceiversHaveStoredTheMessage() {
    FaultyStorage late = new FaultyStorage(storage);
    start(late, ON, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    Link durable = broker.linkOnOtherLoop().connect("durable", false);
    durable.subscribe("t", 1);
    publish("$delayed/10/t");
    late.appendsWait = true;
    broker.advanceMillis(10_000);
    assertThat(hooked).containsExactly("t");
    assertThat(kept()).hasSize(1);
    late.answer();
    broker.settle();
    assertThat(kept()).isEmpty();
  }

  @Test
  void isNotPublishedAgainAfterAStopWhileTheStoreIsSlow() {
    FaultyStorage busy = new FaultyStorage(storage);
    start(busy, ON, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    Link durable = broker.linkOnOtherLoop().connect("durable", false);
    durable.subscribe("t", 1);
    publish("$delayed/10/t");
    publish("$delayed/20/t");
    busy.appendsDoubted = new StorageException(StorageException.Kind.THROTTLED, "busy");
    busy.flushesWait = true;
    broker.advanceMillis(10_000);
    busy.answer();
    busy.appendsDoubted = null;
    busy.appendsWait = true;
    broker.advanceMillis(10_000);
    busy.pressure = 1;
    broker.advanceMillis(100);
    assertThat(kept()).as("one is doubted, of one nothing is known").hasSize(2);

    broker.broker.disconnectAll();
    broker.settle();

    assertThat(kept()).isEmpty();
  }

  @Test
  void isLeftAloneWhileAnotherNodeMayHaveTakenItOver() {
    FaultyStorage unsure = new FaultyStorage(storage);
    start(unsure, ON, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    publish("$delayed/10/t");
    unsure.sure = false;
    broker.advanceMillis(20_000);
    assertThat(hooked).isEmpty();
    unsure.sure = true;
    broker.advanceMillis(100);
    assertThat(hooked).containsExactly("t");
  }

  @Test
  void isPublishedOnceThoughTheStoreSaysLateThatItIsTooBusy() {
    FaultyStorage busy = new FaultyStorage(storage);
    start(busy, ON, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    Link durable = broker.linkOnOtherLoop().connect("durable", false);
    durable.subscribe("t", 1);
    publish("$delayed/10/t");
    busy.appendsDoubted = new StorageException(StorageException.Kind.THROTTLED, "busy");
    broker.advanceMillis(10_000);
    busy.pressure = 1;
    busy.answer();
    broker.advanceMillis(60_000);
    assertThat(kept()).as("it may be lost until the store is well").hasSize(1);

    busy.pressure = 0;
    busy.flushesWait = true;
    broker.advanceMillis(60_000);
    assertThat(kept()).as("and until it has stored all that it has").hasSize(1);
    busy.answer();
    broker.advanceMillis(60_000);
    assertThat(kept()).isEmpty();
    assertThat(hooked).containsExactly("t");
    assertThat(topics()).containsExactly("t");
    assertThat(durable.payloads()).containsExactly("x");
  }

  @Test
  void whatTheStoreRefusesIsNeitherPromisedNorPublished() {
    FaultyStorage full = new FaultyStorage(storage);
    start(full, ON, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    full.delayedFails = new StorageException(StorageException.Kind.THROTTLED, "full");
    assertThat(publish("$delayed/1/t")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    broker.advanceMillis(5_000);
    assertThat(topics()).isEmpty();
    assertThat(broker.meters.gauges()).containsEntry("delayed.count", 0L);
  }

  @Test
  void leavesWhatFallsDueWhileTheBrokerClosesToTheNextStart() {
    start();
    publish("$delayed/1/t");
    broker.broker.disconnectAll();
    broker.advanceMillis(5_000);
    assertThat(hooked).isEmpty();
    assertThat(kept()).hasSize(1);
    start();
    broker.advanceMillis(100);
    assertThat(topics()).containsExactly("t");
  }

  @Test
  void countsPropertiesAsBytesToo() {
    start();
    MessageProperties properties =
        new MessageProperties(
            false, "ct", "reply", new byte[3], List.of(new UserProperty("name", "value")));
    link.say(
        new Publish(
            false, Qos.AT_LEAST_ONCE, false, TopicName.of("$delayed/1/t"), 1, 0, -1, properties,
            new byte[10]));
    assertThat(broker.meters.gauges()).containsEntry("delayed.bytes", 10L + 1 + 2 + 5 + 3 + 9);
  }

  @Test
  void waitsWhileTheStoreIsBehind() {
    FaultyStorage slow = new FaultyStorage(storage);
    start(slow, ON, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    publish("$delayed/1/t");
    slow.pressure = 0.9;
    broker.advanceMillis(5_000);
    assertThat(topics()).isEmpty();
    slow.pressure = 0;
    broker.advanceMillis(100);
    assertThat(topics()).containsExactly("t");
  }

  @Test
  void expiryCountsFromWhenItIsDue() {
    start();
    link.say(Link.publication("$delayed/100/t", 1, 1, "x", false, 10));
    broker.advanceMillis(100_000);
    assertThat(topics()).containsExactly("t");
    assertThat(link.deliveries().get(0).expirySeconds()).isEqualTo(10);

    link.say(Link.publication("$delayed/100/t", 1, 2, "x", false, 10));
    time.advanceMillis(111_000);
    start();
    broker.advanceMillis(100);
    assertThat(topics()).isEmpty();
    assertThat(kept()).isEmpty();
  }

  @Test
  void keepsTheRetainFlagUntilThen() {
    start();
    link.publish("$delayed/10/t", 1, 1, "kept", true);
    Link early = broker.link().connect("early", true);
    early.subscribe("t", 0);
    assertThat(early.payloads()).isEmpty();
    broker.advanceMillis(10_000);
    Link late = broker.link().connect("late", true);
    late.subscribe("t", 0);
    assertThat(late.payloads()).containsExactly("kept");
    assertThat(late.deliveries().get(0).retain()).isTrue();
  }

  @Test
  void refusesMoreThanMayWait() {
    start(storage, new Delays(true, 2, 0), "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    publish("$delayed/10/t");
    publish("$delayed/20/t");
    assertThat(publish("$delayed/30/t")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    broker.advanceMillis(10_000);
    assertThat(publish("$delayed/30/t")).isEqualTo(ReasonCode.SUCCESS);

    Delays bytes = new Delays(true, 0, 2);
    start(new MemoryStorage("test"), bytes, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    assertThat(publish("$delayed/10/t")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish("$delayed/10/t")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  @Test
  void asksForPermissionToTheRealTopicWhenItIsSent() {
    List<String> asked = new ArrayList<>();
    Authorizer authorizer =
        new Authorizer() {
          @Override
          public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
            asked.add(topic);
            return topic.equals("yes");
          }

          @Override
          public boolean maySubscribe(ClientInfo client, String path) {
            return true;
          }
        };
    start(storage, ON, "", authorizer, RewriteRules.NONE);
    assertThat(publish("$delayed/10/no")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(publish("$delayed/10/$SYS/brokers")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(publish("$delayed/10/yes")).isEqualTo(ReasonCode.SUCCESS);
    broker.advanceMillis(10_000);
    assertThat(asked).containsExactly("no", "yes");
    assertThat(topics()).containsExactly("yes");
  }

  @Test
  void rewritesAndMountsTheRealTopic() {
    RewriteRules rules =
        new RewriteRules(List.of(RewriteRule.parse("old/# ^old/(.+)$ new/$1"),
            RewriteRule.parse("slow/# ^slow/(.+)$ $delayed/5/$1")));
    start(storage, ON, "m/", Authorizer.ALLOW_ALL, rules);
    publish("$delayed/5/old/t");
    publish("slow/s");
    assertThat(kept()).extracting(one -> one.topic().value())
        .containsExactlyInAnyOrder("m/new/t", "m/s");
    broker.advanceMillis(5_000);
    assertThat(topics()).containsExactlyInAnyOrder("new/t", "s");
  }

  @Test
  void delaysWillsToo() {
    start();
    Will will =
        new Will(
            TopicName.of("$delayed/10/gone"), Qos.AT_LEAST_ONCE, false, new byte[0],
            MessageProperties.NONE, 0, -1);
    broker.link().connect(5, "dying", true, 0, will).drop();
    assertThat(hooked).isEmpty();
    broker.advanceMillis(10_000);
    assertThat(hooked).containsExactly("gone");

    Will malformed =
        new Will(
            TopicName.of("$delayed/soon/gone"), Qos.AT_LEAST_ONCE, false, new byte[0],
            MessageProperties.NONE, 0, -1);
    Link refused = broker.link().connect(5, "bad", true, 0, malformed);
    assertThat(refused.connAck().code()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
  }

  @Test
  void judgesADelayedWillByItsRealTopicWhenItIsPublishedToo() {
    Authorizer onlyGone =
        new Authorizer() {
          @Override
          public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
            return topic.equals("gone");
          }

          @Override
          public boolean maySubscribe(ClientInfo client, String path) {
            return true;
          }
        };
    start(storage, ON, "", onlyGone, RewriteRules.NONE);
    Will will =
        new Will(
            TopicName.of("$delayed/10/gone"), Qos.AT_LEAST_ONCE, false, new byte[0],
            MessageProperties.NONE, 0, -1);
    broker.link().connect(5, "dying", true, 0, will).drop();
    broker.advanceMillis(10_000);
    assertThat(topics()).containsExactly("gone");
  }

  @Test
  void isAnOrdinaryTopicWhileTheModuleIsOff() {
    start(storage, Delays.OFF, "", Authorizer.ALLOW_ALL, RewriteRules.NONE);
    link.subscribe("$delayed/#", 0);
    publish("$delayed/10/t");
    assertThat(topics()).containsExactly("$delayed/10/t");
    assertThat(kept()).isEmpty();
    assertThat(broker.meters.gauges()).doesNotContainKey("delayed.count");
  }
}
