package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {
  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws IOException {
    config = new ConfigFixture(home);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zone.external.max_inflght = 1 | zone.external.max_inflght: is unknown, did you mean zone.external.max_inflight?
          listner.tcp.external = 1883 | listner.tcp.external: is unknown, did you mean listener.tcp.external?
          node.nam = a | node.nam: is unknown, did you mean node.name?
          listener.ssl.external.dhfile = x | listener.ssl.external.dhfile: is a key of EMQX that this version does not have, expected it to be removed
          node.cookie = x | node.cookie: is a key of EMQX that has no use here: it is about the Erlang virtual machine; options of the Java one are in DYNAMQ_JVM_OPTS, expected it to be removed
          zone.external.publish_limit = 10,1m | zone.external.publish_limit: is a key of EMQX that this version does not have, expected it to be removed
          zone.external.conn_congestion.alarm = off | zone.external.conn_congestion.alarm: is a key of EMQX that this version does not have, expected it to be removed
          zone.external.force_gc_policy = 1000 | zone.external.force_gc_policy: is a key of EMQX that has no use here: it is about the Erlang virtual machine; options of the Java one are in DYNAMQ_JVM_OPTS, expected it to be removed
          zone.external.retry_interval = 30s | zone.external.retry_interval: is a key of EMQX that has no use here: MQTT forbids sending a message again on a living connection [MQTT-4.4.0-1]; what is unacknowledged is sent again when the client is back, expected it to be removed
          completely.different = x | completely.different: is unknown, expected a key of docs/configuration.md
          backend.dynamo.regoin = x | backend.dynamo.regoin: is unknown, did you mean backend.dynamo.region?
          backend.dynamo.pool1.servre = x | backend.dynamo.pool1.servre: is unknown, did you mean backend.dynamo.pool1.server?
          zone.external.max_inflight = 0 | zone.external.max_inflight: '0' is out of bounds, expected a whole number from 1 to 65535
          zone.external.max_inflight = many | zone.external.max_inflight: 'many' is not a whole number from 1 to 65535
          mqtt.max_packet_size = 1XB | mqtt.max_packet_size: '1XB' is not a size such as 64KB or 1MB, from 64 to 268435455 bytes
          mqtt.max_packet_size = 1GB | mqtt.max_packet_size: '1GB' is out of bounds, expected a size such as 64KB or 1MB, from 64 to 268435455 bytes
          zone.external.idle_timeout = 15 | zone.external.idle_timeout: '15' is not a time such as 500ms, 15s, 5m, 2h or 1d, 100ms or more
          zone.external.upgrade_qos = yes | zone.external.upgrade_qos: 'yes' is not on, off, true or false
          zone.external.keepalive_backoff = 0.1 | zone.external.keepalive_backoff: '0.1' is not a number from 0.5 to 100.0
          persistence = redis | persistence: 'redis' is not dynamo or memory
          durability.ack_after = disk | durability.ack_after: 'disk' is not memory, wal or store
          durability.rule.1 = cmd/# | durability.rule.1: 'cmd/#': it is no JSON, expected {"topic": "<filter>", "ack_after": "store"}, or memory or wal
          durability.rule.1 = {"topic": "a/#/b", "ack_after": "wal"} | durability.rule.1: '{"topic": "a/#/b", "ack_after": "wal"}': its topic is no topic filter, expected {"topic": "<filter>", "ack_after": "store"}, or memory or wal
          mqueue.rule.1 = {"topic": "a/#", "overflow": "ask"} | mqueue.rule.1: '{"topic": "a/#", "overflow": "ask"}': its overflow is not drop_oldest, drop_newest or reject_publisher, expected {"topic": "<filter>", "overflow": "reject_publisher"}, or drop_oldest or drop_newest
          mqueue.rule.1 = {"topic": "$share/g/a", "overflow": "drop_oldest"} | mqueue.rule.1: '{"topic": "$share/g/a", "overflow": "drop_oldest"}': its topic is no plain topic filter, expected {"topic": "<filter>", "overflow": "reject_publisher"}, or drop_oldest or drop_newest
          zone.external.mqueue_overflow = drop | zone.external.mqueue_overflow: 'drop' is not drop_oldest, drop_newest or reject_publisher
          listener.tcp.external = 127.0.0.1:99999 | listener.tcp.external: '127.0.0.1:99999' is not an address and port such as 127.0.0.1:1883, [::1]:1883 or 0.0.0.0:1883, or off
          listener.tcp.external = | listener.tcp.external: is empty, expected an address and port such as 127.0.0.1:1883, [::1]:1883 or 0.0.0.0:1883, or off
          listener.tcp.external = 192.0.2.1:1883 | listener.tcp.external: '192.0.2.1:1883' can be reached from the network, expected allow_anonymous = true if anyone may connect there, or auth.order for clients that prove who they are
          admin.listener = 0.0.0.0:8081 | admin.listener: '0.0.0.0:8081' can be reached from the network and the administration is not encrypted, expected an address of this machine such as 127.0.0.1:8081; for the HTTP API over TLS there is management.listener.https
          node.name | node.name: has no '=', expected key = value
          include no/such/*.conf | include: 'no/such/*.conf' names no directory: HOME/no/such
          """)
  void namesPlaceKeyAndExpectation(String line, String problem) throws IOException {
    config.file("", line);

    assertThat(config.problems())
        .containsExactly("etc/broker.conf:2: " + problem.replace("HOME", home.toString()));
  }

  @Test
  void theApiForOtherMachinesNeedsTls() throws IOException {
    config.file("management.listener.https = 8443", "management.listener.https.verify = verify_peer");

    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: management.listener.https.certfile: is not set, expected the"
                + " certificate in PEM form",
            "etc/broker.conf:1: management.listener.https.keyfile: is not set, expected the"
                + " certificate's private key in PEM form",
            "etc/broker.conf:1: management.listener.https.cacertfile: is not set, expected the"
                + " certificates of those whose word on clients counts");
  }

  @Test
  void showsAllProblemsAtOnceInTheirOrder() throws IOException {
    config.file("a = 1", "log.level = loud").plugin("backend.dynamo.pool1.server = nowhere");

    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: a: is unknown, expected a key of docs/configuration.md",
            "etc/broker.conf:2: log.level: 'loud' is not debug, info, warning or error",
            "etc/plugins/emqx_backend_dynamo.conf:1: backend.dynamo.pool1.server: 'nowhere' is not"
                + " where the embedded store can listen, expected an address of this machine such as"
                + " http://localhost:8000, or backend.dynamo.embedded = off");
  }

  @Test
  void asksTheOwnersOfKeysEvenIfThereAreProblemsAndShowsTheirsOnce() throws IOException {
    Problem bad = new Problem("f:1", "k", "is wrong");
    config.file("a = 1").owners(loaded -> List.of(bad, bad));

    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: a: is unknown, expected a key of docs/configuration.md",
            "f:1: k: is wrong");
  }

  @Test
  void refusesAnEmbeddedStoreWithoutAServer() throws IOException {
    config.file("backend.dynamo.embedded = on").plugin("");

    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: backend.dynamo.embedded: is on but the first pool names no server, expected"
                + " backend.dynamo.pool1.server = http://localhost:8000");
  }

  @Test
  void refusesAnEmbeddedStoreOnAnotherMachine() throws IOException {
    config.plugin("backend.dynamo.pool1.server = http://192.0.2.1:8000");

    assertThat(config.problems()).hasSize(1).first().asString().contains("'http://192.0.2.1:8000'");
  }

  @Test
  void namesTheEnvironmentVariable() {
    config.environment("DYNAMQ_LOG__LEVEL", "loud").environment("DYNAMQ_LOG__LEVLE", "info");

    assertThat(config.problems())
        .containsExactlyInAnyOrder(
            "environment DYNAMQ_LOG__LEVEL: log.level: 'loud' is not debug, info, warning or error",
            "environment DYNAMQ_LOG__LEVLE: log.levle: is unknown, did you mean log.level?");
  }

  @Test
  void refusesAMissingFile() throws IOException {
    Files.delete(home.resolve("etc/broker.conf"));

    assertThat(config.problems())
        .contains("etc/broker.conf:1: file: does not exist, expected a configuration");
  }

  @Test
  void refusesACircleOfIncludes() throws IOException {
    config.file("include etc/broker.conf");

    assertThat(config.problems())
        .contains("etc/broker.conf:1: include: goes too deep, expected no circle of includes");
  }

  @Test
  void refusesWhatIsNotText() throws IOException {
    Files.write(home.resolve("etc/broker.conf"), new byte[] {'a', (byte) 0xC3, '('});

    assertThat(config.problems()).contains("etc/broker.conf:1: file: is not text, expected UTF-8");
  }
}
