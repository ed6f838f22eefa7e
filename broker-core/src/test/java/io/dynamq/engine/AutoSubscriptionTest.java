package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.BrokerSettings.AutoSubscription;
import io.dynamq.engine.BrokerSettings.Delays;
import io.dynamq.engine.BrokerSettings.Modules;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.SubAck;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions that the broker makes for its clients. */
class AutoSubscriptionTest {
  /** QoS 1, no local, retain as published, retained messages only for a new subscription. */
  private static final int ALL_OPTIONS = 1 | 4 | 8 | 1 << 4;

  private final MemoryStorage storage = new MemoryStorage("test@127.0.0.1");
  private final FakeTime time = new FakeTime();
  private final List<String> hooked = new ArrayList<>();
  private TestBroker broker;

  private void start(String mountpoint, AutoSubscription... subscriptions) {
    Zone zone =
        Zone.defaults("external").withIdentity(new Zone.Identity(false, mountpoint));
    Modules modules =
        new Modules(RewriteRules.NONE, RewriteRules.NONE, List.of(subscriptions), Delays.OFF);
    broker = new TestBroker(storage, time, zone, modules);
    broker.broker.hooks()
        .add(
            new Hooks() {
              @Override
              public void sessionSubscribed(ClientInfo client, Subscription one, boolean isNew) {
                hooked.add(one.filter() + " " + one.packedOptions() + (isNew ? " new" : ""));
              }
            });
  }

  @Test
  void subscribesEveryClientWithoutSuback() {
    start("", new AutoSubscription("client/%c/+", 1));
    Link publisher = broker.link().connect("p", true);
    publisher.publish("client/c/x", 1, 1, "kept", true);
    Link link = broker.linkOnOtherLoop().connect("c", true);
    publisher.publish("client/c/y", 1, 2, "live", false);

    assertThat(hooked).containsExactly("client/p/+ 1 new", "client/c/+ 1 new");
    assertThat(link.payloads()).containsExactly("kept", "live");
    assertThat(link.got.get(0)).as("behind CONNACK").isInstanceOf(ConnAck.class);
    assertThat(link.last(SubAck.class)).isNull();
    assertThat(link.deliveries().get(0).retain()).isTrue();
  }

  @Test
  void onlyMqtt5ClientsGetMoreThanTheQos() {
    start("", new AutoSubscription("t", ALL_OPTIONS));
    broker.link().connect("three", true);
    broker.link().connect5("five", true, 0);
    assertThat(hooked).containsExactly("t 1 new", "t " + ALL_OPTIONS + " new");
  }

  @Test
  void repeatsItOnResumeWithoutASecondSubscription() {
    start("", new AutoSubscription("t", 1));
    broker.link().connect("c", false).drop();
    Link link = broker.link().connect("c", false);
    link.publish("t", 1, 1, "once", false);
    assertThat(hooked).containsExactly("t 1 new", "t 1");
    assertThat(link.payloads()).containsExactly("once");
    assertThat(storage.subscriptions().load(broker.broker.home("c").clientId()).join()).hasSize(1);
  }

  @Test
  void goesBehindTheMountpoint() {
    start("m/", new AutoSubscription("t", 0));
    Link link = broker.link().connect("c", true);
    link.publish("t", 0, 0, "x", false);
    assertThat(hooked).containsExactly("m/t 0 new");
    assertThat(link.deliveries()).extracting(Delivery::qos).containsExactly(Qos.AT_MOST_ONCE);
    assertThat(link.deliveries().get(0).message().topic().value()).isEqualTo("t");
  }

  @Test
  void leavesOutWhatAClientIdWouldTurnIntoAWildcard() {
    start("", new AutoSubscription("client/%c", 0), new AutoSubscription("all", 0));
    broker.link().connect("#", true);
    assertThat(hooked).containsExactly("all 0 new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$share", "$queue", "$exclusive", "$SYS", "$share/g", "$SYS/brokers"})
  void leavesOutWhatAClientIdWouldTurnIntoAnotherKindOfFilter(String id) {
    start("", new AutoSubscription("%c/inbox/#", 1), new AutoSubscription("all", 0));
    broker.link().connect5(id, true, 0);
    assertThat(hooked).noneMatch(one -> one.contains("inbox"));
  }

  @Test
  void leavesOutWhatAUserNameWouldTurnIntoASharedSubscription() {
    start("", new AutoSubscription("%u/inbox/#", 0), new AutoSubscription("all", 0));
    Link link = broker.link();
    link.certified = new Peer.Certified("$share", null);
    link.connect("c", true);
    assertThat(hooked).containsExactly("all 0 new");
  }

  @Test
  void aDollarBehindTheFirstLevelIsALetter() {
    start("", new AutoSubscription("client/%c/#", 0));
    broker.link().connect("$share", true);
    assertThat(hooked).containsExactly("client/$share/# 0 new");
  }

  @Test
  void letsNoClientIdMoveThePathBehindAPrefix() {
    start(
        "",
        new AutoSubscription("$share/g/%c/#", 0),
        new AutoSubscription("$share/%c/mine/#", 0),
        new AutoSubscription("$queue/%c/#", 0));
    broker.link().connect("$SYS", true);
    assertThat(hooked).isEmpty();
    broker.link().connect("g/victim", true);
    assertThat(hooked)
        .containsExactly("$share/g/g/victim/# 0 new", "$queue/g/victim/# 0 new");
  }
}
