package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingSpecTest {

  @ParameterizedTest
  @CsvSource({
    "zone.<zone>.max_inflight, zone.external.max_inflight, true",
    "zone.<zone>.max_inflight, zone.a-b_$9.max_inflight, true",
    "zone.<zone>.max_inflight, zone..max_inflight, false",
    "zone.<zone>.max_inflight, zone.a.b.max_inflight, false",
    "zone.<zone>.max_inflight, zone.external.max_inflights, false",
    "zone.<zone>.max_inflight, zone.external.max_infligh, false",
    "zone.<zone>.max_inflight, zone.ext/ernal.max_inflight, false",
    "zone.<zone>.max_inflight, zone.external, false",
    "hook.<class>.<event>.<number>, hook.client.connected.1, true",
    "hook.<class>.<event>.<number>, hook.client.connected., false",
    "hook.<class>.<event>.<number>, hook.client.connected.1.2, false",
    "node.name, node.name, true",
    "node.name, node_name, false",
  })
  void wildcardIsOneWholePart(String key, String actual, boolean matches) {
    SettingSpec row =
        new SettingSpec(
            "Section", key, new ValueType.Flag(), "", "", new SettingSpec.Text("", false));

    assertThat(row.matches(actual)).isEqualTo(matches);
  }

  @Test
  void rowOfItsOwnComesBeforeWildcards() {
    assertThat(SettingsTable.find("listener.tcp.external").orElseThrow().key())
        .isEqualTo("listener.tcp.external");
    assertThat(SettingsTable.find("listener.tcp.other").orElseThrow().isPattern()).isTrue();
    assertThat(SettingsTable.find("listener.tcp")).isEmpty();
  }
}
