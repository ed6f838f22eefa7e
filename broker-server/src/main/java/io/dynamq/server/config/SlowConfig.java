package io.dynamq.server.config;

import java.util.List;
import java.util.Map;

/**
 * The ranking of slow subscribers.
 *
 * @param internal whether a delivery is over when it is sent, also where the client confirms it
 * @param places how many are ranked
 * @param expiryMillis after which one that was not as slow again is left out
 */
public record SlowConfig(
    boolean enabled, long thresholdMillis, boolean internal, int places, long expiryMillis) {
  private static final String SECTION = "Modules";
  private static final String KEY = "module.slow_subs";

  static List<SettingSpec> rows() {
    return List.of(
        SettingsTable.row(
            SECTION,
            KEY,
            new ValueType.Flag(),
            "off",
            "Whether clients are ranked for which deliveries take longest; see docs/flow.md."),
        SettingsTable.row(
            SECTION,
            KEY + ".threshold",
            SettingsTable.span(1, false),
            "500ms",
            "What is quicker is not ranked."),
        SettingsTable.row(
            SECTION,
            KEY + ".expire_interval",
            SettingsTable.span(1, false),
            "5m",
            "One that has not been as slow again for this long is left out."),
        SettingsTable.row(
            SECTION,
            KEY + ".top_k_num",
            new ValueType.Whole(1, 1_000),
            "10",
            "How many pairs of client and topic are ranked."),
        SettingsTable.row(
            SECTION,
            KEY + ".stats_type",
            new ValueType.Choice(
                List.of("whole", "internal"),
                Map.of("response", "when a delivery was sent is not kept for each of them")),
            "whole",
            "whole: until the client has confirmed, at QoS 0 until it is sent. internal: until it is"
                + " sent."));
  }

  static SlowConfig read(Settings settings) {
    return new SlowConfig(
        settings.flag(KEY).orElseThrow(),
        settings.number(KEY + ".threshold").orElseThrow(),
        settings.text(KEY + ".stats_type").orElseThrow().equals("internal"),
        settings.number(KEY + ".top_k_num").orElseThrow().intValue(),
        settings.number(KEY + ".expire_interval").orElseThrow());
  }
}
