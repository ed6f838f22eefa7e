package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.NativeSettings;
import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.setting.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table says of the store's keys what the store, which it cannot see, does with them. */
class DynamoKeysTest {
  private static final List<Setting> REGION =
      List.of(new Setting("backend.dynamo.region", "us-west-2", "f:1"));

  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws IOException {
    config = new ConfigFixture(home);
  }

  @Test
  void writtenDefaultsAreTheStoresOwn() throws Exception {
    List<Setting> written = new ArrayList<>(REGION);
    for (SettingSpec row : DynamoKeys.ofStore()) {
      // The others' defaults depend on something else, or on nothing being said.
      if (row.hasDefault()) {
        written.add(new Setting(row.key(), row.defaultText(), "f:1"));
      }
    }

    assertThat(NativeSettings.parse(written)).isEqualTo(NativeSettings.parse(REGION));
  }

  @Test
  void everyRowWithADefaultIsReadByTheStore() throws Exception {
    NativeSettings defaults = NativeSettings.parse(REGION);
    for (SettingSpec row : DynamoKeys.ofStore()) {
      if (row.hasDefault()) {
        List<Setting> written = new ArrayList<>(REGION);
        written.add(new Setting(row.key(), other(row), "f:1"));
        assertThat(NativeSettings.parse(written)).as(row.key()).isNotEqualTo(defaults);
      }
    }
  }

  private static String other(SettingSpec row) {
    return switch (row.key()) {
      case "wal.fsync" -> "always";
      case "wal.fsync_interval" -> "99ms";
      case "ledger.enabled", "history.enabled" -> "off";
      default -> (row.defaultText().startsWith("1") ? "2" : "1") + row.defaultText();
    };
  }

  @Test
  void theEmbeddedStoreListensWhereTheFirstPoolLooks() throws Exception {
    for (String[] lines :
        new String[][] {
          {"pool2.server = http://localhost:2", "pool1.server = http://localhost:1"},
          {"pool10.server = http://localhost:10", "pool2.server = http://localhost:2"},
          {"a.server = http://localhost:2", "pool1.server = http://localhost:1"}
        }) {
      config.plugin(prefixed(lines));

      ServerConfig loaded = config.load();

      PoolSettings first = ConnectionSettings.parse(loaded.settings()).pools().get(0);
      assertThat(loaded.embedded().orElseThrow().address().port())
          .isEqualTo(first.server().getPort());
    }
  }

  @Test
  void theFirstPoolIsNotPassedOverForAnotherThatNamesAServer() throws Exception {
    config.plugin(prefixed("pool2.server = http://localhost:2", "pool1.pool_size = 4"));

    assertThat(config.problems())
        .containsExactly(
            "default: backend.dynamo.embedded: is on but the first pool names no server, expected"
                + " backend.dynamo.pool1.server = http://localhost:8000");
  }

  private static String[] prefixed(String... lines) {
    String[] all = new String[lines.length];
    for (int i = 0; i < lines.length; i++) {
      all[i] = "backend.dynamo." + lines[i];
    }
    return all;
  }
}
