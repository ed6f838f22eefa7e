package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.connected;
import static io.dynamq.server.e2e.Packets.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker with a past tells Prometheus, and whether dashboard and alerts ask for that. */
class PrometheusIT {
  private static final Pattern NAME = Pattern.compile("(dynamq|jvm|process|system)_\\w+");

  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() {
    broker = new BrokerProcess(dataDirectory).start();
    try (RawClient gone = connected(broker, "gone", false)) {
      gone.send(subscribe("offline/#", 1)).expect("90 03 00 01 01");
      gone.send("e0 00").expectClose();
    }
    // Tables have a counter of their own from the first write on; the JVM from the first pause on.
    await().until(() -> scraped().contains("dynamq_store_consumed_write_units_total{"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static String scraped() {
    return broker.ctl("broker", "prometheus").succeeded().out();
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    NAME.matcher(text).results().forEach(found -> names.add(found.group()));
    return names;
  }

  @Test
  void anotherParserReadsIt() throws IOException {
    // The system's, for which package managers install modules.
    String python = "/usr/bin/python3";
    Command.requirePythonModule(python, "prometheus_client");
    Path file = dataDirectory.resolve("scraped.txt");
    Files.writeString(file, scraped());
    String program =
        "import sys; from prometheus_client.parser import text_string_to_metric_families as read;"
            + " print(' '.join(f.name + ':' + f.type for f in read(open(sys.argv[1]).read())))";
    assertThat(Command.run(python, "-c", program, file.toString()).succeeded().out())
        .contains("dynamq_packets_received:counter", "dynamq_connections:gauge")
        .contains("dynamq_store_flush_seconds:histogram", "dynamq_store_calls_seconds:histogram")
        .contains("dynamq_cache_gets:counter", "netty_allocator_memory_used_bytes:gauge")
        .doesNotContain(":unknown");
  }

  @Test
  void dashboardAsksForWhatIsThere() throws IOException {
    String json = Files.readString(Command.root().resolve("etc/grafana/dynamq.json"));
    StringBuilder queries = new StringBuilder();
    new ObjectMapper()
        .readTree(json)
        .findValues("expr")
        .forEach(query -> queries.append(query.asText()).append('\n'));
    assertThat(names(queries.toString())).hasSizeGreaterThan(30);
    assertThat(names(scraped())).containsAll(withoutPauses(names(queries.toString())));
  }

  @Test
  void alertsAskForWhatIsThere() throws IOException {
    String rules = Files.readString(Command.root().resolve("etc/prometheus/dynamq.rules.yml"));
    assertThat(names(rules)).hasSizeGreaterThan(10);
    assertThat(names(scraped())).containsAll(names(rules));
  }

  @Test
  void everyMeterOfWritesAndOfTheLogIsThere() {
    String pool = "{pool=\"native\"} ";
    String page = scraped();
    assertThat(page)
        .contains(
            "dynamq_store_dirty_entries" + pool,
            "dynamq_store_dirty_bytes" + pool,
            "dynamq_store_dirty_oldest_seconds" + pool,
            "dynamq_store_flush_seconds_bucket{pool=\"native\",le=\"0.25\"} ",
            "dynamq_store_flush_longest_seconds" + pool,
            "dynamq_store_consumed_write_units_total{pool=\"native\",table=\"mqb_",
            "dynamq_wal_size_bytes{log=\"native\"} ",
            "dynamq_broker_degraded ");
    for (String limit :
        List.of("table", "key_range", "account", "request_limit", "unprocessed")) {
      assertThat(page)
          .contains("writes_throttled_total{limit=\"" + limit + "\",pool=\"native\"} 0.0");
    }
    for (String counter :
        List.of(
            "store_requests", "store_flushed", "store_elided", "store_throttled", "store_errors",
            "store_poisoned", "wal_appended", "wal_written_bytes", "wal_fsyncs", "wal_replayed",
            "wal_void", "ledger_entries", "ledger_given_up", "history_lost",
            "broker_degradations")) {
      assertThat(names(page)).contains("dynamq_" + counter + "_total");
    }
  }

  /** There need not have been a pause yet. */
  private static Set<String> withoutPauses(Set<String> names) {
    names.removeIf(name -> name.startsWith("jvm_gc_pause_"));
    return names;
  }
}
