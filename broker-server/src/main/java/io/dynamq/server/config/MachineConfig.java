package io.dynamq.server.config;

import io.dynamq.setting.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From when there is an alarm about the machine, by EMQX's keys.
 *
 * @param processorMillis how often its processors are looked at; their use is that of the time since
 * @param processorHigh percent from which there is an alarm
 * @param processorLow percent below which it is over
 * @param memoryMillis how often its memory is looked at
 * @param memoryHigh percent in use from which there is an alarm
 */
public record MachineConfig(
    long processorMillis, int processorHigh, int processorLow, long memoryMillis, int memoryHigh) {
  private static final String PREFIX = "os_mon.";
  private static final String PROCESSOR_INTERVAL = PREFIX + "cpu_check_interval";
  private static final String PROCESSOR_HIGH = PREFIX + "cpu_high_watermark";
  private static final String PROCESSOR_LOW = PREFIX + "cpu_low_watermark";
  private static final String MEMORY_INTERVAL = PREFIX + "mem_check_interval";
  private static final String MEMORY_HIGH = PREFIX + "sysmem_high_watermark";

  /** Percent, with or without its sign. */
  record Percent() implements ValueType.Special {
    private static final Pattern FORM = Pattern.compile("(\\d{1,3})%?");
    private static final int ALL = 100;

    @Override
    public Object parse(String text) throws BadValueException {
      Matcher form = FORM.matcher(text);
      if (!form.matches() || Long.parseLong(form.group(1)) > ALL) {
        throw new BadValueException("'" + text + "' is not " + expected());
      }
      return Long.parseLong(form.group(1));
    }

    @Override
    public String expected() {
      return "0% to 100%";
    }
  }

  static List<SettingSpec> rows(String section) {
    return List.of(
        SettingsTable.row(
            section,
            PROCESSOR_INTERVAL,
            SettingsTable.span(1_000, false),
            "60s",
            "How often the use of the machine's processors is looked at, as a share of all since the"
                + " look before."),
        SettingsTable.row(
            section,
            PROCESSOR_HIGH,
            new Percent(),
            "80%",
            "From how much on there is the alarm high_cpu_usage."),
        SettingsTable.row(
            section, PROCESSOR_LOW, new Percent(), "60%", "Below how much that alarm is over."),
        SettingsTable.row(
            section,
            MEMORY_INTERVAL,
            SettingsTable.span(1_000, false),
            "60s",
            "How often the machine's memory is looked at."),
        SettingsTable.row(
            section,
            MEMORY_HIGH,
            new Percent(),
            "70%",
            "From how much on, without what the system would give back at once, there is the alarm"
                + " high_system_memory_usage. The process has memory.high_watermark."));
  }

  static MachineConfig read(Settings settings, List<Problem> problems) {
    MachineConfig config =
        new MachineConfig(
            settings.number(PROCESSOR_INTERVAL).orElseThrow(),
            settings.number(PROCESSOR_HIGH).orElseThrow().intValue(),
            settings.number(PROCESSOR_LOW).orElseThrow().intValue(),
            settings.number(MEMORY_INTERVAL).orElseThrow(),
            settings.number(MEMORY_HIGH).orElseThrow().intValue());
    if (config.processorLow > config.processorHigh) {
      problems.add(
          new Problem(
              settings.origin(PROCESSOR_LOW),
              PROCESSOR_LOW,
              "is above " + PROCESSOR_HIGH + ", expected no more than that"));
    }
    return config;
  }
}
