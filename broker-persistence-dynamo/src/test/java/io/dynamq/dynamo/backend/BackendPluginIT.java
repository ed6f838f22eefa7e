package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.BackendFixture.id;
import static io.dynamq.dynamo.backend.BackendFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.observe.Metric;
import io.dynamq.setting.InvalidSettingsException;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Loading, unloading, and what the tables cannot take. */
class BackendPluginIT {
  private BackendFixture fixture;

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static Plugin found() {
    return ServiceLoader.load(Plugin.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(plugin -> plugin.name().equals("emqx_backend_dynamo"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void isFoundUnderItsNameAndFlushesWhenUnloaded() throws Exception {
    fixture = new BackendFixture();
    Plugin plugin = found();
    Hooks hooks = plugin.load(fixture.context());

    hooks.messagePublish(message(id(1), "a", 1, "x"));
    plugin.unload();

    assertThat(plugin.description()).isNotBlank();
    assertThat(fixture.rows("mqtt_msg")).hasSize(1);
    assertThat(fixture.rows("mqtt_topic_msg_map")).hasSize(1);
  }

  @Test
  void unloadingWhatIsNotLoadedIsNoError() throws Exception {
    fixture = new BackendFixture();

    found().unload();
  }

  @Test
  void mistakesRefuseTheLoad() throws Exception {
    fixture = new BackendFixture("hook.message.publish.1 = {");

    assertThatThrownBy(() -> found().load(fixture.context()))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("test:1: backend.dynamo.hook.message.publish.1: broken JSON");
  }

  @Test
  void aTableWithAnotherKeyRefusesTheLoad() throws Exception {
    fixture = new BackendFixture();
    BackendFixture.foreignTable(fixture.pool(), fixture.prefix + "mqtt_msg");

    assertThatThrownBy(() -> found().load(fixture.context()))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("mqtt_msg has the wrong key")
        .hasMessageContaining("expected msgid HASH (S), found id HASH (S)");
  }

  @Test
  void missingTablesAreNamedWhenTheyMustNotBeCreated() throws Exception {
    fixture = new BackendFixture("auto_create_tables = off");

    assertThatThrownBy(() -> found().load(fixture.context()))
        .isInstanceOf(PluginException.class)
        .hasMessageContaining("missing tables")
        .hasMessageContaining("mqtt_topic_msg_map");
  }

  @Test
  void tablesAreCreatedOnDemandUnlessToldOtherwise() throws Exception {
    fixture = new BackendFixture("table_billing = provisioned(5,5)").start();

    String name = fixture.prefix + "mqtt_sub";
    var table = fixture.client().describeTable(b -> b.tableName(name)).join().table();
    assertThat(table.provisionedThroughput().readCapacityUnits()).isEqualTo(5);
    assertThat(table.provisionedThroughput().writeCapacityUnits()).isEqualTo(5);
  }

  @Test
  void inMemoryModeThePublisherWaitsForNothing() throws Exception {
    fixture = new BackendFixture().start();

    assertThat(fixture.hooks().messagePublish(message(id(1), "a", 1, "x"))).isSameAs(Hooks.DONE);
  }

  @Test
  void inStoreModeThePublisherWaitsForTheRows() throws Exception {
    fixture = new BackendFixture("ack_after = store").start();

    CompletableFuture<Void> stored =
        fixture.hooks().messagePublish(message(id(1), "a", 1, true, new byte[] {'x'}));
    stored.join();

    assertThat(stored).isNotSameAs(Hooks.DONE);
    assertThat(fixture.rows("mqtt_msg")).hasSize(1);
    assertThat(fixture.rows("mqtt_topic_msg_map")).hasSize(1);
    assertThat(fixture.rows("mqtt_retain")).hasSize(1);
  }

  @Test
  void inStoreModeWhatNoRuleStoresIsNotWaitedFor() throws Exception {
    fixture = new BackendFixture("ack_after = store").start();

    assertThat(fixture.hooks().messagePublish(message(id(1), "a", 0, "x"))).isSameAs(Hooks.DONE);
  }

  @Test
  void whatNoItemCanHoldIsRefusedAndCounted() throws Exception {
    fixture = new BackendFixture("ack_after = store").start();
    String longTopic = "t/" + "é".repeat(1_100);

    fixture.publish(message(id(1), longTopic, 1, true, new byte[] {'x'}));
    fixture.publish(message(id(2), "a", 1, false, new byte[410 * 1_024]));
    fixture.connect("c".repeat(2_049), 1);
    fixture
        .hooks()
        .messageAcked(BackendFixture.client("c".repeat(1_025), 1), message(id(3), "a", 1, "x"));
    fixture.publish(message(id(4), "a", 1, false, new byte[398 * 1_024]));

    assertThat(fixture.count(Metric.BACKEND_REFUSED)).isEqualTo(5);
    assertThat(fixture.count(Metric.STORE_POISONED)).isZero();
    assertThat(fixture.rows("mqtt_msg"))
        .extracting(row -> row.get("msgid").s())
        .containsExactly(id(4).toText());
  }
}
