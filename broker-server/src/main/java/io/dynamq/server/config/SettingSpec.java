package io.dynamq.server.config;

import java.util.regex.Pattern;

/**
 * One row of the table of settings.
 *
 * @param section heading in the file and on the reference page
 * @param key the key; a part such as {@code <name>} stands for any name
 * @param defaultText the default as one would write it, empty if there is none
 * @param example what the shipped file shows when there is no default
 */
record SettingSpec(
    String section,
    String key,
    ValueType type,
    String defaultText,
    String example,
    Text text) {

  /** Words for people, and whether a change is picked up while running. */
  record Text(String help, boolean reloadable) {}

  private static final String NAME = "[$A-Za-z0-9_-]+";
  private static final Pattern WILDCARD = Pattern.compile("<\\w+>");

  boolean hasDefault() {
    return !defaultText.isEmpty();
  }

  boolean isPattern() {
    return key.indexOf('<') >= 0;
  }

  String help() {
    return text.help();
  }

  boolean matches(String actual) {
    return isPattern() ? pattern().matcher(actual).matches() : key.equals(actual);
  }

  private Pattern pattern() {
    StringBuilder regex = new StringBuilder();
    int from = 0;
    for (var found = WILDCARD.matcher(key); found.find(); from = found.end()) {
      regex.append(Pattern.quote(key.substring(from, found.start()))).append(NAME);
    }
    return Pattern.compile(regex.append(Pattern.quote(key.substring(from))).toString());
  }

  /**
   * The key with its wildcards filled from an actual key of as many parts, so that both can be
   * compared letter by letter.
   */
  String filledFrom(String actual) {
    String[] mine = key.split("\\.");
    String[] theirs = actual.split("\\.");
    if (!isPattern() || mine.length != theirs.length) {
      return key;
    }
    for (int i = 0; i < mine.length; i++) {
      if (mine[i].startsWith("<")) {
        mine[i] = theirs[i];
      }
    }
    return String.join(".", mine);
  }
}
