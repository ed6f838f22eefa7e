package io.dynamq.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The manual page of the command line, from the table of commands. Run with {@code
 * -Ddynamq.update=true} to write it anew.
 */
class ManualTest {
  private static final Path PAGE =
      Path.of("")
          .toAbsolutePath()
          .getParent()
          .resolve("broker-package/src/man/broker_ctl.1");

  private static final String HEAD =
      """
      .TH BROKER_CTL 1 "" "DynaMQ" "User Commands"
      .SH NAME
      broker_ctl, emqx_ctl \\- administer a running DynaMQ broker
      .SH SYNOPSIS
      .B broker_ctl
      .RI [ options ]
      .I command
      .RI [ arguments ]
      .SH DESCRIPTION
      Asks the broker that has written the data directory, and proves itself with the token there,
      which only the broker's user and root can read.
      Without arguments it prints all commands; a first word with
      .B \\-\\-help
      prints those of a group.
      .SH OPTIONS
      .TP
      .B \\-\\-json
      Print the answer as JSON.
      .TP
      .BI \\-\\-data\\-dir " directory"
      The broker in question.
      .TP
      .B \\-\\-aws
      Do not ask the broker, print the aws calls that read the same from its tables.
      .TP
      .BI \\-\\-config " file"
      The configuration, for commands that ask no broker.
      .SH COMMANDS
      """;

  private static final String FOOT =
      """
      .SH ENVIRONMENT
      .TP
      .B DYNAMQ_DATA_DIR
      As
      .BR \\-\\-data\\-dir .
      .TP
      .B DYNAMQ_CONFIG
      As
      .BR \\-\\-config .
      .TP
      .B JAVA_HOME
      Which Java to use.
      .SH EXIT STATUS
      .TP
      .B 0
      The command was carried out.
      .TP
      .B 1
      It failed; one line on standard error says why.
      .TP
      .B 2
      It was not understood.
      .SH SEE ALSO
      .BR dynamq (8),
      .BR dynamq.conf (5)
      """;

  @Test
  void commandsAreTheTable() throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (String group : Commands.groups()) {
      for (Command row : Commands.ofGroups(List.of(group))) {
        page.append(".TP\n.B ").append(escaped(row.usage())).append('\n');
        page.append(escaped(row.help())).append(".\n");
      }
    }
    String expected = page.append(FOOT).toString();
    if (Boolean.getBoolean("dynamq.update")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).as("run the test with -Ddynamq.update=true").content().isEqualTo(expected);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }
}
