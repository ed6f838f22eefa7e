package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.BrokerSettings;
import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.engine.Zone;
import io.dynamq.message.Qos;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Setting;
import io.dynamq.store.Durability;
import io.dynamq.topic.TopicFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerConfigTest {
  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws IOException {
    config = new ConfigFixture(home);
  }

  @Test
  void hasDefaults() throws InvalidSettingsException {
    ServerConfig defaults = config.load();

    Zone zone = Zone.defaults("external");
    assertThat(defaults.broker().zones().get("external")).isEqualTo(zone);
    assertThat(zone.limits().idleTimeoutMillis()).isEqualTo(8_000);
    assertThat(defaults.broker())
        .usingRecursiveComparison()
        .ignoringFields("zones")
        .isEqualTo(
            new BrokerSettings(
                "dynamq@127.0.0.1",
                "0.1.0",
                defaults.broker().zones(),
                DurabilityPolicy.of(Durability.WAL),
                new BrokerSettings.Sys(60_000, 30_000),
                BrokerSettings.Sharing.by(SharedStrategy.RANDOM),
                BrokerSettings.RetainedLimits.NONE,
                BrokerSettings.Modules.NONE));
    assertThat(defaults.listeners())
        .extracting(listener -> listener.settings().id() + " " + listener.address())
        .containsExactly("mqtt:tcp:external 127.0.0.1:1883", "mqtt:ws:external 127.0.0.1:8083");
    assertThat(defaults.admin()).hasToString("127.0.0.1:8081");
    assertThat(defaults.persistence()).isEqualTo("dynamo");
    assertThat(defaults.embedded())
        .contains(
            new EmbeddedConfig(new HostPort("localhost", 8000), home.resolve("data/dynamodb")));
    assertThat(defaults.log())
        .isEqualTo(new LogConfig("info", home.resolve("data/log"), 10 << 20, 5, new LogConfig.Form("auto", false, 10), 64 << 20));
  }

  @Test
  void mapsEverySettingOfAZone() throws Exception {
    config.file(
        "zone.z.max_inflight=1", "zone.z.max_awaiting_rel=2", "mqtt.max_topic_alias=3",
        "mqtt.max_topic_alias_out=30", "zone.z.await_rel_timeout=20s",
        "zone.z.mqueue_store_qos0=false", "zone.z.max_mqueue_age=8s",
        "zone.z.mqueue_overflow=drop_newest",
        "mqueue.rule.2={\"topic\": \"#\", \"overflow\": \"drop_oldest\"}",
        "mqueue.rule.1={\"topic\": \"cmd/#\", \"overflow\": \"reject_publisher\"}",
        "zone.z.max_mqueue_len=4", "zone.z.max_mqueue_bytes=5KB", "zone.z.max_mqueue_memory_len=6",
        "zone.z.max_mqueue_memory_bytes=7kb", "zone.z.upgrade_qos=on", "mqtt.max_packet_size=8MB",
        "zone.z.max_packet_size=9MB", "mqtt.max_clientid_len=23", "mqtt.max_topic_levels=11",
        "mqtt.max_qos_allowed=1", "mqtt.retain_available=off", "mqtt.wildcard_subscription=false",
        "mqtt.shared_subscription=off", "mqtt.exclusive_subscription=on",
        "zone.z.max_subscriptions=12", "zone.z.session_expiry_interval=1d",
        "zone.z.max_session_expiry_interval=13m", "zone.z.server_keepalive=14",
        "zone.z.keepalive_backoff=1.5", "zone.z.idle_timeout=500ms",
        "mqtt.max_connect_size=5KB", "zone.z.rate_limit.conn_messages_in=100,10s",
        "zone.z.rate_limit.conn_bytes_in=2KB, 1s",
        "zone.z.use_username_as_clientid=true", "zone.z.clientid_owner=on",
        "zone.z.mountpoint=dev/%c/", "mqtt.ignore_loop_deliver=true",
        "mqtt.strict_mode=true", "zone.z.response_information=re/%c",
        "zone.z.enable_acl=off", "zone.z.acl_deny_action=disconnect", "zone.z.enable_ban=off",
        "zone.z.enable_flapping_detect=on",
        "zone.z.redirect=server_moved", "zone.z.server_reference=b:1883");

    assertThat(config.load().broker().zones().get("z"))
        .isEqualTo(
            new Zone(
                "z",
                new SessionLimits(
                    new SessionLimits.Receiving(2, 3, 20_000),
                    new SessionLimits.Sending(1, 30, true),
                    new SessionLimits.Queue(4, 5 << 10, 6, 7 << 10, false),
                    new SessionLimits.Excess(
                        8_000,
                        new OverflowPolicy(
                            Overflow.DROP_NEWEST,
                            List.of(
                                new OverflowPolicy.Rule(
                                    TopicFilter.of("cmd/#"), Overflow.REJECT_PUBLISHER),
                                new OverflowPolicy.Rule(
                                    TopicFilter.of("#"), Overflow.DROP_OLDEST))))),
                new Zone.Limits(
                    9 << 20,
                    23,
                    11,
                    12,
                    500,
                    5 << 10,
                    new Zone.Paces(new Zone.Pace(10, 100), new Zone.Pace(2_048, 2 << 10))),
                new Zone.Offer(Qos.AT_LEAST_ONCE, false, false, false, true),
                new Zone.Lifetime(86_400, 780, 14, 1.5),
                new Zone.Identity(true, "dev/%c/", true),
                new Zone.Manners(
                    true,
                    true,
                    "re/%c",
                    new Zone.Redirect(ReasonCode.SERVER_MOVED, "b:1883")),
                new Zone.Guard(false, true, false, true)));
  }

  @Test
  void aZoneHasWhatItDoesNotSayItselfFromAll() throws Exception {
    config.file("mqtt.idle_timeout=3s", "zone.b.idle_timeout=4s");

    assertThat(config.load().broker().zones().get("external").limits().idleTimeoutMillis())
        .isEqualTo(3_000);
    assertThat(config.load().broker().zones().get("b").limits().idleTimeoutMillis()).isEqualTo(4_000);
  }

  @Test
  void mapsTheRest() throws Exception {
    config
        .file(
            "node.name = a@b", "broker.sys_interval = 0", "broker.sys_heartbeat = 1m",
            "broker.shared_subscription_strategy = hash", "retainer.max_retained_messages = 7",
            "retainer.max_payload_size = 2KB", "retainer.expiry_interval = 1h",
            "durability.ack_after = store", "persistence = memory", "backend.dynamo.embedded = off",
            "admin.listener = [::1]:9", "log.level = error", "log.dir = elsewhere",
            "log.rotation.size = 1KB", "log.rotation.count = 2", "listener.tcp.internal = 11883",
            "listener.tcp.external = off", "listener.tcp.internal.zone = internal",
            "listener.tcp.internal.allow_anonymous = false");

    ServerConfig mapped = config.load();

    assertThat(mapped.broker().node()).isEqualTo("a@b");
    assertThat(mapped.broker().sys()).isEqualTo(new BrokerSettings.Sys(0, 60_000));
    assertThat(mapped.broker().sharing())
        .isEqualTo(BrokerSettings.Sharing.by(SharedStrategy.HASH_CLIENTID));
    assertThat(mapped.broker().retained())
        .isEqualTo(new BrokerSettings.RetainedLimits(7, 2048, 3600));
    assertThat(mapped.broker().durability().base()).isEqualTo(Durability.STORE);
    assertThat(mapped.broker().zones()).containsOnlyKeys("external", "internal");
    assertThat(mapped.persistence()).isEqualTo("memory");
    assertThat(mapped.embedded()).isEmpty();
    assertThat(mapped.admin()).hasToString("[::1]:9");
    assertThat(mapped.log())
        .isEqualTo(new LogConfig("error", home.resolve("elsewhere"), 1024, 2, new LogConfig.Form("auto", false, 10), 64 << 20));
    assertThat(mapped.listeners().get(0).settings().id()).isEqualTo("mqtt:tcp:internal");
    assertThat(mapped.listeners().get(0).settings().zone()).isEqualTo("internal");
    assertThat(mapped.listeners().get(0).address()).isEqualTo("0.0.0.0:11883");
    assertThat(mapped.listeners().get(0).anonymous()).isFalse();
  }

  @Test
  void handsEntriesOverAsWritten() throws Exception {
    config
        .plugin(
            "backend.dynamo.pool1.server = http://localhost:8000",
            "backend.dynamo.hook.session.unsubscribed.1= {\"topic\": \"#\"}")
        .environment("DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER", "http://127.0.0.1:8001");

    assertThat(config.load().settings())
        .containsExactly(
            new Setting(
                "backend.dynamo.pool1.server",
                "http://127.0.0.1:8001",
                "environment DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER"),
            new Setting(
                "backend.dynamo.hook.session.unsubscribed.1",
                "{\"topic\": \"#\"}",
                "etc/plugins/emqx_backend_dynamo.conf:2"));
    assertThat(config.load().embedded().map(EmbeddedConfig::address))
        .hasToString(Optional.of("127.0.0.1:8001").toString());
  }

  @Test
  void letsTheEnvironmentOverrideWhateverTheCaseOfAName() throws Exception {
    config
        .file("zone.Big.max_inflight = 5", "listener.tcp.external = 127.0.0.1:1")
        .environment("DYNAMQ_ZONE__BIG__MAX_INFLIGHT", "6")
        .environment("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:2");

    ServerConfig overridden = config.load();

    assertThat(overridden.broker().zones().get("Big").session().sending().maxInflight()).isEqualTo(6);
    assertThat(overridden.listeners().get(0).address()).isEqualTo("127.0.0.1:2");
  }

  @Test
  void leavesForeignVariablesAlone() throws Exception {
    config.environment("DYNAMQ_PORT", "tcp://10.0.0.1:1883").environment("DYNAMQ_JVM_OPTS", "-Xmx1g");

    assertThat(config.problems()).isEmpty();
  }

  @Test
  void takesTheLastOfTwoLinesAndSaysSo() throws Exception {
    config.file("node.name = a", "node.name = b");

    assertThat(config.load().broker().node()).isEqualTo("b");
    assertThat(config.load().notices())
        .contains(
            "etc/broker.conf:2: node.name: set again, the value of etc/broker.conf:1 does not"
                + " count");
  }
}
