package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.BackendFixture.client;
import static io.dynamq.dynamo.backend.BackendFixture.n;
import static io.dynamq.dynamo.backend.BackendFixture.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.hook.ClientInfo;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Who is online, whatever the order in which old and new connections are heard of. */
class PresenceIT {
  private static final long OLD = 1_562_224_940_000L;
  private static final long NEW = OLD + 5_000;
  private BackendFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new BackendFixture().start();
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Map<String, AttributeValue> row() {
    fixture.flush();
    return fixture.rows("mqtt_client").get(0);
  }

  private void disconnect(long connection, String reason) {
    fixture.hooks().clientDisconnected(client("c", connection), reason);
  }

  @Test
  void goingOfflineKeepsOnlineAt() {
    fixture.connect("c", OLD);
    fixture.flush();
    long before = fixture.time.epochSeconds();
    disconnect(OLD, "normal");

    assertThat(row())
        .containsEntry("connect_state", n(0))
        .containsEntry("online_at", n(OLD / 1_000))
        .containsEntry("node", s("emqx@127.0.0.1"));
    assertThat(Long.parseLong(row().get("offline_at").n())).isGreaterThanOrEqualTo(before);
  }

  @Test
  void onlineAndOfflineWithinOneWindowKeepOnlineAtToo() {
    fixture.connect("c", OLD);
    disconnect(OLD, "normal");

    assertThat(row())
        .containsEntry("connect_state", n(0))
        .containsEntry("online_at", n(OLD / 1_000));
  }

  @Test
  void aLateOfflineOfAnOldConnectionChangesNothing() {
    fixture.connect("c", OLD);
    fixture.connect("c", NEW);
    disconnect(OLD, "takeovered");

    assertThat(row()).containsEntry("connect_state", n(1)).containsEntry("offline_at", n(0));
  }

  @Test
  void aLateOfflineChangesNothingAfterTheNewConnectionWasWritten() {
    fixture.connect("c", OLD);
    fixture.connect("c", NEW);
    fixture.flush();
    disconnect(OLD, "takeovered");

    assertThat(row())
        .containsEntry("connect_state", n(1))
        .containsEntry("offline_at", n(0))
        .containsEntry("online_at", n(NEW / 1_000));
  }

  @Test
  void anOfflineBeforeTheNewOnlineGivesWayToIt() {
    fixture.connect("c", OLD);
    disconnect(OLD, "discarded");
    fixture.connect("c", NEW);

    assertThat(row()).containsEntry("connect_state", n(1)).containsEntry("offline_at", n(0));
  }

  @Test
  void rowsThatACrashLeftOnlineAreSetRightAtTheStart() throws Exception {
    fixture.put("mqtt_client", online("crashed", "emqx@127.0.0.1"));
    fixture.put("mqtt_client", online("elsewhere", "emqx@10.0.0.2"));
    fixture.put("mqtt_client", online("here", "emqx@127.0.0.1"));
    fixture.broker.connected.add(client("here", 1).id());

    fixture.restart();
    fixture.flush();

    assertThat(fixture.rows("mqtt_client"))
        .extracting(row -> row.get("clientid").s() + " " + row.get("connect_state").n())
        .containsExactlyInAnyOrder("crashed 0", "elsewhere 1", "here 1");
    assertThat(fixture.rows("mqtt_client"))
        .filteredOn(row -> row.get("clientid").s().equals("crashed"))
        .allMatch(row -> row.get("online_at").equals(n(7)))
        .noneMatch(row -> row.get("offline_at").equals(n(0)));
  }

  @Test
  void rowsThatADeadNeighbourLeftOnlineAreSetRightWhenItsLeaseHasEnded() throws Exception {
    fixture.put("mqtt_client", online("there", "emqx@10.0.0.2"));
    fixture.put("mqtt_client", online("alive", "emqx@10.0.0.3"));
    fixture.put("mqtt_client", online("moved", "emqx@127.0.0.1"));

    fixture.hooks().nodeDied("emqx@10.0.0.2");

    await()
        .untilAsserted(
            () -> {
              fixture.flush();
              assertThat(fixture.rows("mqtt_client"))
                  .extracting(
                      row -> row.get("clientid").s() + " " + row.get("connect_state").n())
                  .containsExactlyInAnyOrder("there 0", "alive 1", "moved 1");
            });
  }

  private static Map<String, AttributeValue> online(String id, String node) {
    return Map.of(
        "clientid", s(id),
        "connect_state", n(1),
        "node", s(node),
        "online_at", n(7),
        "offline_at", n(0));
  }

  @Test
  void subscriptionsAreLookedUpForNewSessionsOnly() {
    fixture.put("mqtt_sub", Map.of("clientid", s("c"), "topic", s("a/#"), "qos", n(1)));
    ClientInfo resumed = client("c", OLD);
    fixture.hooks().clientConnected(resumed);
    fixture.connect("c", NEW);

    await().until(() -> !fixture.broker.subscribed.isEmpty());
    assertThat(fixture.broker.subscribed).hasSize(1);
  }

  @Test
  void bothHooksOfTheLookupRunItOnce() throws Exception {
    fixture.put("mqtt_sub", Map.of("clientid", s("c"), "topic", s("a/#"), "qos", n(1)));
    fixture.set(
        "hook.client.connected.2 = {\"action\": {\"function\": \"on_subscription_lookup\"},"
            + " \"pool\": \"pool1\"}");
    fixture.restart();

    fixture.connect("c", OLD);
    await().until(() -> fixture.broker.subscribed.size() == 1);
    fixture.hooks().clientConnected(client("c", NEW));
    await().until(() -> fixture.broker.subscribed.size() == 2);
  }

  @Test
  void unusableRowsAreLeftOut() {
    fixture.put("mqtt_sub", Map.of("clientid", s("c"), "topic", s("a/#/b"), "qos", n(1)));
    fixture.put("mqtt_sub", Map.of("clientid", s("c"), "topic", s("a"), "qos", n(7)));
    fixture.put("mqtt_sub", Map.of("clientid", s("c"), "topic", s("b"), "qos", n(0)));

    fixture.connect("c", OLD);

    await().until(() -> !fixture.broker.subscribed.isEmpty());
    assertThat(fixture.broker.subscribed.get(0).subscriptions())
        .extracting(subscription -> subscription.filter().text())
        .containsExactly("b");
    assertThat(fixture.count(io.dynamq.observe.Metric.BACKEND_REFUSED)).isEqualTo(2);
  }
}
