package io.dynamq.server.config;

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

  boolean hasDefault() {
    return !defaultText.isEmpty();
  }

  boolean isPattern() {
    return key.indexOf('<') >= 0;
  }

  /** The same row, of a setting whose change counts without a restart. */
  SettingSpec reloaded() {
    return new SettingSpec(
        section, key, type, defaultText, example, new Text(text.help(), true));
  }

  /** Whether nobody may see its value. */
  boolean isSecret() {
    return key.endsWith("password") || key.endsWith("secret_access_key");
  }

  String help() {
    return text.help();
  }

  /** A wildcard is a whole part of the key: letters, digits, {@code $}, {@code _} and {@code -}. */
  boolean matches(String actual) {
    int theirs = 0;
    int mine = 0;
    while (mine < key.length()) {
      if (key.charAt(mine) == '<') {
        int name = theirs;
        theirs = endOfName(actual, name);
        mine = key.indexOf('>', mine) + 1;
        if (theirs == name) {
          return false;
        }
      } else if (theirs == actual.length() || actual.charAt(theirs++) != key.charAt(mine++)) {
        return false;
      }
    }
    return theirs == actual.length();
  }

  private static int endOfName(String actual, int from) {
    int end = from;
    while (end < actual.length() && isInName(actual.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isInName(char letter) {
    return letter >= 'a' && letter <= 'z'
        || letter >= 'A' && letter <= 'Z'
        || letter >= '0' && letter <= '9'
        || letter == '_'
        || letter == '-'
        || letter == '$';
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
