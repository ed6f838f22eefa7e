package io.dynamq.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Alarms.
 *
 * @param log whether they are logged
 * @param publish whether they are published on $SYS topics
 * @param sizeLimit how many that are over are kept
 * @param validityMillis for how long
 * @param diskPercent from where the disk is said to be full
 * @param filesPercent from where there are said to be too many open files
 */
public record AlarmConfig(
    boolean log,
    boolean publish,
    int sizeLimit,
    long validityMillis,
    int diskPercent,
    int filesPercent) {
  /** A mark above this is never reached. */
  public static final int NEVER_FROM = 100;

  private static final String SECTION = "Alarms";

  static List<SettingSpec> rows() {
    List<SettingSpec> rows = new ArrayList<>(own());
    rows.addAll(MachineConfig.rows(SECTION));
    return rows;
  }

  private static List<SettingSpec> own() {
    return List.of(
        SettingsTable.row(
            SECTION,
            "alarm.actions",
            new ValueType.Choice(
                List.of("log,publish", "publish,log", "log", "publish", "none"), Map.of()),
            "log,publish",
            "What is done when an alarm begins or ends: written to the log, published to"
                + " $SYS/brokers/<node>/alarms/activate and deactivate; see docs/alarms.md."),
        SettingsTable.row(
            SECTION,
            "alarm.size_limit",
            new ValueType.Whole(0, 1_000_000),
            "1000",
            "How many alarms that are over are kept."),
        SettingsTable.row(
            SECTION,
            "alarm.validity_period",
            SettingsTable.span(1, false),
            "24h",
            "For how long they are kept."),
        SettingsTable.row(
            SECTION,
            "alarm.disk_high_watermark",
            new ValueType.Whole(1, 101),
            "90",
            "Percent of the data directory's disk in use from which there is an alarm. 101: never."),
        SettingsTable.row(
            SECTION,
            "alarm.files_high_watermark",
            new ValueType.Whole(1, 101),
            "90",
            "The same of the file descriptors that the process may have."));
  }

  static AlarmConfig read(Settings settings) {
    String actions = settings.text("alarm.actions").orElseThrow();
    return new AlarmConfig(
        actions.contains("log"),
        actions.contains("publish"),
        settings.number("alarm.size_limit").orElseThrow().intValue(),
        settings.number("alarm.validity_period").orElseThrow(),
        settings.number("alarm.disk_high_watermark").orElseThrow().intValue(),
        settings.number("alarm.files_high_watermark").orElseThrow().intValue());
  }
}
