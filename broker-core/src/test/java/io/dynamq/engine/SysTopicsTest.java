package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Qos;
import io.dynamq.packet.Delivery;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The $SYS tree of EMQX 4.4. */
class SysTopicsTest {
  private static final String NODE = "$SYS/brokers/test@127.0.0.1/";
  private static final BrokerSettings.Sys EACH = new BrokerSettings.Sys(60_000, 30_000);
  private static final String[] STATS = {
    "channels", "connections", "live_connections", "retained", "routes", "sessions", "suboptions",
    "subscribers", "subscriptions", "subscriptions.shared", "topics"
  };
  private static final String METRICS =
      """
      bytes.received bytes.sent packets.received packets.sent packets.connect.received
      packets.connack.sent packets.connack.error packets.connack.auth_error
      packets.publish.received packets.publish.sent packets.publish.inuse packets.publish.error
      packets.publish.auth_error packets.publish.dropped
      packets.puback.received packets.puback.sent packets.puback.inuse packets.puback.missed
      packets.pubrec.received packets.pubrec.sent packets.pubrec.inuse packets.pubrec.missed
      packets.pubrel.received packets.pubrel.sent packets.pubrel.missed
      packets.pubcomp.received packets.pubcomp.sent packets.pubcomp.inuse packets.pubcomp.missed
      packets.subscribe.received packets.subscribe.error packets.subscribe.auth_error
      packets.suback.sent packets.unsubscribe.received packets.unsubscribe.error
      packets.unsuback.sent packets.pingreq.received packets.pingresp.sent
      packets.disconnect.received packets.disconnect.sent packets.auth.received packets.auth.sent
      messages.received messages.sent messages.qos0.received messages.qos0.sent
      messages.qos1.received messages.qos1.sent messages.qos2.received messages.qos2.sent
      messages.publish messages.dropped messages.dropped.await_pubrel_timeout
      messages.dropped.no_subscribers messages.forward messages.retained messages.delayed
      messages.delivered messages.acked delivery.dropped delivery.dropped.no_local
      delivery.dropped.too_large delivery.dropped.qos0_msg delivery.dropped.queue_full
      delivery.dropped.expired client.connect client.connack client.connected
      client.authenticate client.check_acl client.subscribe client.unsubscribe
      client.disconnected session.created session.resumed session.takeovered session.discarded
      session.terminated client.auth.success client.auth.success.anonymous client.auth.failure
      client.acl.allow client.acl.deny client.acl.cache_hit
      """;

  private final TestBroker broker =
      new TestBroker(new MemoryStorage("test@127.0.0.1"), new FakeTime(), EACH);

  private Link subscribed(String filter) {
    Link link = broker.link().connect("watcher", true);
    link.subscribe(filter, 0);
    return link;
  }

  private static Map<String, Delivery> byTopic(Link link) {
    Map<String, Delivery> all = new TreeMap<>();
    link.deliveries().forEach(one -> all.put(one.message().topic().value(), one));
    return all;
  }

  private static String text(Delivery delivery) {
    return new String(delivery.message().payload(), StandardCharsets.UTF_8);
  }

  @Test
  void namesEveryStatisticAndMetricAsEmqxDoes() {
    Link link = subscribed("$SYS/#");
    broker.advanceMillis(60_000);
    List<String> expected = new ArrayList<>();
    for (String name : STATS) {
      expected.add(NODE + "stats/" + name + ".count");
      expected.add(NODE + "stats/" + name + ".max");
    }
    Stream.of(METRICS.split("\\s+"))
        .forEach(name -> expected.add(NODE + "metrics/" + name.replace('.', '/')));
    assertThat(byTopic(link).keySet()).containsAll(expected);
    assertThat(text(byTopic(link).get(NODE + "stats/connections.count"))).isEqualTo("1");
    assertThat(text(byTopic(link).get(NODE + "metrics/client/connected"))).isEqualTo("1");
    assertThat(link.deliveries()).extracting(Delivery::qos).containsOnly(Qos.AT_MOST_ONCE);
  }

  @Test
  void retainsWhatDescribesTheBrokerAndNothingElse() {
    broker.advanceMillis(60_000);
    Map<String, Delivery> got = byTopic(subscribed("$SYS/#"));
    assertThat(got.keySet())
        .containsExactly("$SYS/brokers", NODE + "sysdescr", NODE + "version");
    assertThat(text(got.get("$SYS/brokers"))).isEqualTo("test@127.0.0.1");
    assertThat(text(got.get(NODE + "version"))).isEqualTo("0");
    assertThat(got.values()).extracting(Delivery::retain).containsOnly(true);
  }

  @Test
  void beatsUptimeAndDatetime() {
    broker.advanceMillis(100);
    Link link = subscribed(NODE + "+");
    link.got.clear();
    broker.advanceMillis(29_900);
    assertThat(byTopic(link)).isEmpty();
    broker.advanceMillis(100);
    assertThat(byTopic(link)).containsOnlyKeys(NODE + "datetime", NODE + "uptime");
    assertThat(text(byTopic(link).get(NODE + "uptime"))).isEqualTo("30 seconds");
    assertThat(text(byTopic(link).get(NODE + "datetime")))
        .matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
  }

  @Test
  void staysOutOfWildcardsAtTheFirstLevel() {
    Link link = subscribed("#");
    link.subscribe("+/brokers", 0);
    broker.advanceMillis(60_000);
    assertThat(link.deliveries()).isEmpty();
  }

  @Test
  void announcesBelowItsNode() {
    Link link = subscribed(NODE + "clients/#");
    link.subscribe(NODE + "clients/#", 1);
    broker.broker.port().announce("clients/c/connected", Qos.AT_LEAST_ONCE, () -> new byte[] {'x'});
    broker.settle();
    assertThat(link.payloads()).containsExactly("x");
    assertThat(link.deliveries().get(0).qos()).isEqualTo(Qos.AT_LEAST_ONCE);
  }

  @Test
  void makesNoAnnouncementThatNobodyHears() {
    Link link = subscribed(NODE + "clients/other/#");
    broker
        .broker
        .port()
        .announce(
            "clients/c/connected",
            Qos.AT_LEAST_ONCE,
            () -> {
              throw new AssertionError("nobody asked for it");
            });
    broker.settle();
    assertThat(link.payloads()).isEmpty();
  }
}
