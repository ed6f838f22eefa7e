package io.dynamq.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Run with {@code -Ddynamq.update=true} to write the page anew from the table of commands. */
class CommandPageTest {
  private static final Path PAGE =
      Path.of("").toAbsolutePath().getParent().resolve("docs/commands.md");

  private static final String HEAD =
      """
      # Commands

      Written from the program's table of commands by `CommandPageTest`. `bin/emqx_ctl` and
      `bin/broker_ctl` are the same program: without arguments it prints all of them, with the first
      word and `--help` those of a group. A command that is not understood prints its group and exits
      with 2; one that fails says why in one line on standard error and exits with 1.

      | option | |
      |---|---|
      | `--json` | the answer as JSON |
      | `--data-dir <Directory>` | of the broker in question; also `DYNAMQ_DATA_DIR`, default `data` |
      | `--limit <N>` | of a list only the first N |
      | `--watch <Seconds>` | of what changes nothing: again and again, until interrupted |
      | `--aws` | do not ask the broker, print the `aws dynamodb` calls that read the same |
      | `--config <File>` | with `--aws`: the configuration, if not the running broker's |

      The same over HTTP, at `admin.listener`: JSON, or text with `Accept: text/plain`. What has no
      mark needs `Authorization: Bearer <content of admin.token in the data directory>`. Parameters in
      a path are percent-encoded.
      """;

  private static final String ABSENT_HEAD =
      """

      ## In EMQX only

      These exit with 1 and say what there is instead.

      | command | |
      |---|---|
      """;

  @Test
  void pageIsTheTable() throws IOException {
    String expected = page();
    if (Boolean.getBoolean("dynamq.update")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(PAGE).as("run the test with -Ddynamq.update=true").content().isEqualTo(expected);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(HEAD);
    for (String group : Commands.groups()) {
      List<Command> rows = Commands.ofGroups(List.of(group));
      if (rows.stream().noneMatch(Command::isAbsent)) {
        page.append("\n## ").append(group).append("\n\n| command | HTTP | |\n|---|---|---|\n");
        rows.forEach(row -> page.append(line(row)));
      }
    }
    page.append(ABSENT_HEAD);
    for (Command row : AbsentCommands.ROWS) {
      String instead = row.help().substring("In EMQX only: ".length());
      page.append("| `").append(row.usage()).append("` | ").append(instead).append(" |\n");
    }
    return page.toString();
  }

  private static String line(Command row) {
    String http = row.isAsked() ? "`" + row.method() + " " + filled(row) + "`" : "";
    String open = row.isAsked() && row.isPublic() ? ", no token" : "";
    return "| `%s` | %s%s | %s |\n".formatted(row.usage(), http, open, row.help());
  }

  /** The path with the names of the parameters. */
  private static String filled(Command row) {
    String path = row.path();
    for (String word : row.usage().split(" ")) {
      if (word.startsWith("<")) {
        path = path.replaceFirst("<>", "{" + word.substring(1, word.length() - 1) + "}");
      }
    }
    return path;
  }
}
