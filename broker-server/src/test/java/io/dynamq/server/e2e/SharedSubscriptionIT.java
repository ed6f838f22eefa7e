package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shared group of clients that others wrote, all of them away while messages come. */
class SharedSubscriptionIT {
  private static final int MESSAGES = 500;
  private static final int EACH = 100;
  private static final String GROUP = "$share/workers/jobs/#";

  @TempDir static Path directory;

  private final List<String> done = new ArrayList<>();

  @Test
  void whatWaitedForThreeMembersIsDeliveredOnceInTotal() throws Exception {
    try (BrokerProcess broker = new BrokerProcess(directory).start()) {
      for (int i = 1; i <= 3; i++) {
        Mqtt5BlockingClient member = client(broker, "member-" + i);
        connect(member, true);
        member.subscribeWith().topicFilter(GROUP).qos(MqttQos.EXACTLY_ONCE).send();
        leave(member);
      }
      publish(broker);
      assertThat(broker.stop()).as(broker.output()).isZero();
      broker.start();
      for (int i = 1; i <= 3; i++) {
        work(client(broker, "member-" + i), EACH);
      }
      for (int i = 1; i <= 3; i++) {
        work(client(broker, "member-" + i), MESSAGES);
      }
      assertThat(done).doesNotHaveDuplicates().hasSize(MESSAGES);
    }
  }

  private static Mqtt5BlockingClient client(BrokerProcess broker, String id) {
    return MqttClient.builder()
        .useMqttVersion5()
        .identifier(id)
        .serverHost("127.0.0.1")
        .serverPort(broker.mqttPort())
        .buildBlocking();
  }

  private static void connect(Mqtt5BlockingClient client, boolean clean) {
    client
        .connectWith()
        .cleanStart(clean)
        .sessionExpiryInterval(600)
        .restrictions()
        .receiveMaximum(10)
        .applyRestrictions()
        .send();
  }

  private static void leave(Mqtt5BlockingClient client) {
    client.disconnectWith().sessionExpiryInterval(600).send();
  }

  private static void publish(BrokerProcess broker) {
    Mqtt5BlockingClient publisher = client(broker, "publisher");
    publisher.connect();
    List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      sent.add(
          publisher
              .toAsync()
              .publishWith()
              .topic("jobs/" + i % 7)
              .qos(MqttQos.EXACTLY_ONCE)
              .payload(("job " + i).getBytes(StandardCharsets.UTF_8))
              .send());
    }
    sent.forEach(CompletableFuture::join);
    publisher.disconnect();
  }

  /** Takes so many messages, or until none has come for a second; what it has not taken it leaves. */
  private void work(Mqtt5BlockingClient member, int most) throws InterruptedException {
    try (var publishes = member.publishes(MqttGlobalPublishFilter.ALL, true)) {
      connect(member, false);
      for (int i = 0; i < most; i++) {
        Optional<Mqtt5Publish> next =
            publishes.receive(most == EACH ? 20 : 1, TimeUnit.SECONDS);
        if (next.isEmpty()) {
          break;
        }
        done.add(new String(next.get().getPayloadAsBytes(), StandardCharsets.UTF_8));
        next.get().acknowledge();
      }
      leave(member);
    }
  }
}
