package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.observe.Meters;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Setting;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeSettingsTest {

  @Test
  void defaults() throws Exception {
    NativeSettings settings =
        NativeSettings.parse(List.of(Stores.setting("backend.dynamo.region", "eu-west-1")));
    assertThat(settings.pool().name()).isEqualTo("pool1");
    assertThat(settings.pool().server()).isNull();
    assertThat(settings.pool().keys()).isNull();
    assertThat(settings.pool().size()).isEqualTo(23);
    assertThat(settings.tablePrefix()).isEqualTo("mqb_");
    assertThat(settings.connection().autoCreateTables()).isTrue();
    assertThat(settings.connection().billing()).isEqualTo(Billing.ON_DEMAND);
    assertThat(settings.writeBehind().hold()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.writeBehind().maxEntries()).isEqualTo(100_000);
    assertThat(settings.writeBehind().maxBytes())
        .isEqualTo(Math.min(384L << 20, Runtime.getRuntime().maxMemory() / 4));
    assertThat(settings.writeBehind().concurrency()).isEqualTo(16);
    assertThat(settings.nodeLease()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void emptyKeysLeaveTheCredentialsToTheDefaultChain() throws Exception {
    NativeSettings settings =
        NativeSettings.parse(
            List.of(
                Stores.setting("backend.dynamo.region", "eu-west-1"),
                Stores.setting("backend.dynamo.pool1.aws_access_key_id", ""),
                Stores.setting("backend.dynamo.pool1.aws_secret_access_key", "")));
    assertThat(settings.pool().keys()).isNull();
  }

  @Test
  void everyKeyIsRead(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
    List<Setting> given = new ArrayList<>();
    given.add(Stores.setting("persistence.flush_concurrency", "32"));
    Map.of(
            "backend.dynamo.region", "us-west-2",
            "backend.dynamo.b.server", "http://localhost:8000",
            "backend.dynamo.b.pool_size", "16",
            "backend.dynamo.b.aws_access_key_id", "FAKE_AWS_ACCESS_KEY_ID",
            "backend.dynamo.b.aws_secret_access_key", secret.toUri().toString(),
            "persistence.dynamo.table_prefix", "x_",
            "persistence.hold", "1s",
            "persistence.max_dirty_bytes", "2MB",
            "persistence.node_lease", "1m",
            "backend.dynamo.table_billing", "provisioned(5, 6)")
        .forEach((key, value) -> given.add(Stores.setting(key, value)));
    NativeSettings settings = NativeSettings.parse(given);
    assertThat(settings.pool().server()).isEqualTo(URI.create("http://localhost:8000"));
    assertThat(settings.pool().size()).as("the pool's own is the backend's").isEqualTo(44);
    assertThat(settings.pool().keys().secretAccessKey()).isEqualTo("hush");
    assertThat(settings.toString()).doesNotContain("hush", "FAKE_AWS");
    assertThat(settings.tablePrefix()).isEqualTo("x_");
    assertThat(settings.writeBehind().hold()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.writeBehind().maxBytes()).isEqualTo(2 << 20);
    assertThat(settings.nodeLease()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.connection().billing()).isEqualTo(new Billing(5, 6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 16, 1_024})
  void everyWriteOfTheConfiguredConcurrencyHasAConnection(int concurrency) {
    PoolSettings pool =
        new PoolSettings("p", "us-west-2", null, DynamoPool.sizeFor(concurrency), null);
    try (DynamoPool opened = DynamoPool.open(pool, new Meters())) {
      assertThat(opened.writeSlots()).isGreaterThanOrEqualTo(concurrency);
      assertThat(pool.size() - opened.writeSlots()).isPositive();
    }
  }

  @Test
  void allProblemsAtOnceWithTheirOrigin() {
    List<Setting> wrong =
        List.of(
            Stores.setting("backend.dynamo.pool1.aws_access_key_id", "ONLY"),
            Stores.setting("backend.dynamo.pool1.server", "localhost"),
            Stores.setting("backend.dynamo.pool1.pool_size", "0"),
            Stores.setting("persistence.dynamo.pool", "other"),
            Stores.setting("persistence.hold", "soon"),
            Stores.setting("backend.dynamo.auto_create_tables", "maybe"));
    assertThatThrownBy(() -> NativeSettings.parse(wrong))
        .isInstanceOfSatisfying(
            InvalidSettingsException.class,
            e -> assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(6))
        .hasMessageContaining("test:1: persistence.hold")
        .hasMessageContaining("aws_secret_access_key")
        .hasMessageNotContaining("ONLY");
  }
}
