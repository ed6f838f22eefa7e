package io.dynamq.server.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.hook.BrokerPort;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.server.config.PresenceConfig;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private final FakeTime time = new FakeTime();
  private final List<String> topics = new ArrayList<>();
  private final List<String> payloads = new ArrayList<>();
  private Presence presence =
      new Presence(new PresenceConfig(true, Qos.AT_LEAST_ONCE, false, false), new Port(), time);

  /** Writes down what is announced. */
  private final class Port implements BrokerPort {
    @Override
    public void announce(String name, Qos qos, Supplier<byte[]> payload) {
      topics.add(TopicName.of(name) + " " + qos.value());
      payloads.add(new String(payload.get(), StandardCharsets.UTF_8));
    }

    @Override
    public String node() {
      return "test@127.0.0.1";
    }

    @Override
    public CompletableFuture<Boolean> subscribe(ClientId client, List<Subscription> wanted) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> whenDrained(ClientId client) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Boolean> deliver(
        ClientId client, TopicFilter subscription, List<Message> messages, boolean retained) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isConnected(ClientId client) {
      throw new UnsupportedOperationException();
    }
  }

  private static ClientInfo client(String id, String username, int version) {
    return new ClientInfo(
        new ClientId(id), username, "192.0.2.7", 40_000, 1883, version, true, 60, 120,
        1_699_999_999_000L);
  }

  @Test
  void saysWhoHasConnectedInTheWordsOfEmqx() {
    presence.clientConnected(client("c1", "anna", 5));
    assertThat(topics).containsExactly("clients/c1/connected 1");
    assertThat(payloads)
        .containsExactly(
            "{\"username\":\"anna\",\"ts\":1700000000000,\"sockport\":1883,\"proto_ver\":5,"
                + "\"proto_name\":\"MQTT\",\"keepalive\":60,\"ipaddress\":\"192.0.2.7\","
                + "\"expiry_interval\":120,\"connected_at\":1699999999000,\"connack\":0,"
                + "\"clientid\":\"c1\",\"clean_start\":true}");
  }

  @Test
  void saysWhoHasDisconnectedAndWhy() {
    presence.clientDisconnected(client("c1", null, 3), "keepalive_timeout");
    assertThat(topics).containsExactly("clients/c1/disconnected 1");
    assertThat(payloads)
        .containsExactly(
            "{\"username\":\"undefined\",\"ts\":1700000000000,\"sockport\":1883,"
                + "\"proto_ver\":3,\"proto_name\":\"MQIsdp\",\"reason\":\"keepalive_timeout\","
                + "\"ipaddress\":\"192.0.2.7\",\"disconnected_at\":1700000000000,"
                + "\"clientid\":\"c1\"}");
  }

  @Test
  void writesWildcardsOfAClientIdOtherwiseInTheTopicOnly() {
    presence.clientConnected(client("a/+/#", null, 4));
    assertThat(topics).containsExactly("clients/a/%2B/%23/connected 1");
    assertThat(payloads.get(0)).contains("\"clientid\":\"a/+/#\"");
  }

  @Test
  void escapesWhatAClientPutsIntoItsNames() {
    presence.clientConnected(client("a\"b\\c\n", "\u0001\"}", 4));
    assertThat(payloads.get(0))
        .contains("\"clientid\":\"a\\\"b\\\\c\\n\"")
        .contains("\"username\":\"\\u0001\\\"}\"");
  }

  @Test
  void leavesOutAClientIdThatNoTopicCanHold() {
    presence.clientConnected(client("x".repeat(65_535), null, 4));
    assertThat(topics).isEmpty();
  }

  @Test
  void isSilentAboutTakenOverConnectionsUnlessToldOtherwise() {
    presence.clientDisconnected(client("c", null, 4), "discarded");
    presence.clientDisconnected(client("c", null, 4), "takeovered");
    assertThat(topics).isEmpty();
    presence =
        new Presence(new PresenceConfig(true, Qos.AT_MOST_ONCE, true, true), new Port(), time);
    presence.clientDisconnected(client("c", null, 4), "discarded");
    presence.clientDisconnected(client("c", null, 4), "takeovered");
    assertThat(topics).containsExactly("clients/c/disconnected 0", "clients/c/disconnected 0");
  }
}
