package io.dynamq.server.config;

import java.util.Locale;

/** Writes the table of settings as the shipped file and as the reference page. */
final class ReferenceText {
  private static final int WIDTH = 96;
  private static final String FILE_HEAD =
      """
      ## DynaMQ's configuration. A line that is commented out shows the default, or an example where
      ## its comment says "not set".
      ##
      ##   key = value; sizes such as 1MB, times such as 15s, flags on or off.
      ##   Environment variables override: DYNAMQ_LISTENER__TCP__EXTERNAL=127.0.0.1:1884
      ##   sets listener.tcp.external. Check with: bin/broker check-config
      ##   All keys with their bounds: docs/configuration.md
      """;
  private static final String MANUAL_HEAD =
      """
      .TH DYNAMQ.CONF 5 "" "DynaMQ" "File Formats"
      .SH NAME
      dynamq.conf \\- configuration of the MQTT broker dynamq, etc/broker.conf
      .SH DESCRIPTION
      One
      .I key = value
      on each line; what begins with # is a remark, and
      .B include
      reads other files. Keys are EMQX 4.4's where it has one. The environment overrides the file:
      .B DYNAMQ_LISTENER__TCP__EXTERNAL
      is
      .BR listener.tcp.external .
      """;

  private static final String PAGE_HEAD =
      """
      # Configuration

      `etc/broker.conf` holds `key = value` lines; `include etc/plugins/*.conf` reads further files.
      An environment variable overrides a line: `DYNAMQ_LISTENER__TCP__EXTERNAL` is
      `listener.tcp.external` (two underscores are a dot). `bin/broker check-config` prints every
      mistake with its place and exits with 2. This page is made from the same table as the parser
      and the shipped file; a test keeps the three equal.
      """;

  private ReferenceText() {}

  /** {@code etc/broker.conf}. */
  static String file() {
    StringBuilder text = new StringBuilder(FILE_HEAD);
    String section = "";
    for (SettingSpec row : SettingsTable.all()) {
      if (row.example().isEmpty()) {
        continue;
      }
      if (!row.section().equals(section)) {
        section = row.section();
        text.append("\n## ").append("-".repeat(70)).append("\n## ").append(section).append('\n');
      }
      text.append('\n').append(wrapped(remark(row)));
      text.append("# ").append(shown(row.key())).append(" = ").append(row.example()).append('\n');
    }
    return text.append(
            "\n## " + "-".repeat(70) + "\n## Stores and plugins\n\ninclude etc/plugins/*.conf\n")
        .toString();
  }

  /** {@code docs/configuration.md}. */
  static String page() {
    StringBuilder text = new StringBuilder(PAGE_HEAD);
    String section = "";
    for (SettingSpec row : SettingsTable.all()) {
      if (!row.section().equals(section)) {
        section = row.section();
        text.append("\n## ").append(section);
        text.append("\n\n| key | default | takes | meaning |\n|---|---|---|---|\n");
      }
      text.append("| `").append(row.key()).append("` | ");
      text.append(row.hasDefault() ? "`" + row.defaultText() + "`" : "").append(" | ");
      text.append(row.type().expected()).append(" | ");
      text.append(row.help()).append(row.text().reloadable() ? " Reloadable." : "").append(" |\n");
    }
    return text.toString();
  }

  /** The manual page {@code dynamq.conf(5)}. */
  static String manual() {
    StringBuilder text = new StringBuilder(MANUAL_HEAD);
    String section = "";
    for (SettingSpec row : SettingsTable.all()) {
      if (!row.section().equals(section)) {
        section = row.section();
        text.append(".SH ").append(roff(section.toUpperCase(Locale.ROOT))).append('\n');
      }
      text.append(".TP\n.B ").append(roff(row.key())).append('\n');
      text.append(roff(row.help())).append("\nTakes ").append(roff(row.type().expected()));
      text.append(row.hasDefault() ? "; default " + roff(row.defaultText()) : "").append(".\n");
    }
    return text.toString();
  }

  /** Nothing of it may be taken for a request or an escape. */
  private static String roff(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }

  /** What has no default is an example, and must not be taken for one. */
  private static String remark(SettingSpec row) {
    boolean said = row.hasDefault() || row.help().toLowerCase(Locale.ROOT).contains("not set");
    return said ? row.help() : row.help() + " Not set; an example:";
  }

  private static String shown(String key) {
    return key.replace("<group>", "sensors").replace("<name>", key.startsWith("listener.unix.") ? "local" : "external")
        .replace("<n>", "1")
        .replace("<zone>", ClientLimits.SHIPPED_ZONE)
        .replace("<number>", "1");
  }

  private static String wrapped(String help) {
    StringBuilder text = new StringBuilder();
    StringBuilder line = new StringBuilder("##");
    for (String word : help.split(" ")) {
      if (line.length() + word.length() >= WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder("##");
      }
      line.append(' ').append(word);
    }
    return text.append(line).append('\n').toString();
  }
}
