package io.dynamq.server.admin;

import java.util.Map;

/** The option {@code --limit} of commands that show a list and do not page it themselves. */
final class Limit {
  static final String OPTION = "limit";

  private Limit() {}

  /** Whether it was given to a command that reads and has no such option of its own. */
  static boolean isGenerally(Command command, Map<String, String> options) {
    return options.containsKey(OPTION)
        && command.method().equals("GET")
        && !command.options().contains(OPTION);
  }

  static int of(String text) throws Refusal {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "Error: --limit: '" + Printable.of(text) + "', expected a whole number, 1 or more");
    }
    return Integer.parseInt(text);
  }
}
