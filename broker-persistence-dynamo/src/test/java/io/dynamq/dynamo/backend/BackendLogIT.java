package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.BackendFixture.id;
import static io.dynamq.dynamo.backend.BackendFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.testing.Stores;
import io.dynamq.hook.Hooks;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EMQX's tables after a kill, with {@code backend.dynamo.ack_after = wal}. */
class BackendLogIT {
  @TempDir Path work;

  private BackendFixture fixture;

  @AfterEach
  void stop() {
    BackendFixture.letWrite();
    fixture.close();
  }

  @Test
  void whatPublishersWereToldComesBackFromTheLog() throws Exception {
    fixture = new BackendFixture("ack_after = wal").in(work.resolve("data")).start();
    BackendFixture.holdWritesBack();
    fixture.publish(message(id(0), "q", 1, "acknowledged before"));
    CompletableFuture<Void> stored =
        fixture.hooks().messagePublish(message(id(1), "a/b", 1, true, new byte[] {'x'}));
    assertThat(stored).isNotSameAs(Hooks.DONE);
    stored.join();
    fixture.publish(message(id(2), "a/b", 2, true, new byte[] {'y'}));
    fixture.publish(message(id(3), "gone", 1, true, new byte[] {'z'}));
    fixture.publish(message(id(4), "gone", 1, true, new byte[0]));
    Stores.copy(work.resolve("data"), work.resolve("killed"));
    BackendFixture.letWrite();
    // The store as it is where nothing of this was flushed before the kill.
    fixture.flush();
    fixture.empty("mqtt_msg", "msgid");
    fixture.empty("mqtt_retain", "topic");
    fixture.empty("mqtt_topic_msg_map", "topic");

    fixture.in(work.resolve("killed")).restart();

    assertThat(ids()).contains(id(0).toText(), id(1).toText(), id(2).toText());
    assertThat(fixture.rows("mqtt_retain"))
        .singleElement()
        .satisfies(row -> assertThat(row.get("msgid").s()).isEqualTo(id(2).toText()));
    assertThat(fixture.rows("mqtt_topic_msg_map"))
        .filteredOn(row -> row.get("topic").s().equals("a/b"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.get("MsgId").ss())
                    .containsExactlyInAnyOrder(id(1).toText(), id(2).toText()));
    fixture.restart();
    assertThat(ids()).as("replayed again, or not").hasSize(5);
  }

  @Test
  void theLogWaitsForThePluginAndEmptiesWhenTheStoreHasAll() throws Exception {
    fixture = new BackendFixture("ack_after = wal").in(work.resolve("data")).start();
    BackendFixture.holdWritesBack();
    fixture.publish(message(id(1), "a", 1, "x"));
    Stores.copy(work.resolve("data"), work.resolve("killed"));
    BackendFixture.letWrite();
    await().until(() -> fixture.meters.gauges().get("backend.pool1.wal.size") == 0);
    fixture.empty("mqtt_msg", "msgid");

    // Not wanted any more, but what is in it is.
    fixture.set("ack_after = memory");
    fixture.in(work.resolve("killed")).restart();

    assertThat(ids()).containsExactly(id(1).toText());
    await().until(() -> fixture.meters.gauges().get("backend.pool1.wal.size") == 0);
  }

  private List<String> ids() {
    return fixture.rows("mqtt_msg").stream().map(row -> row.get("msgid").s()).toList();
  }
}
