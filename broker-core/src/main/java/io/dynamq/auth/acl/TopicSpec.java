package io.dynamq.auth.acl;

/**
 * Topics of a rule as written.
 *
 * @param exact {@code {eq, "..."}}: the characters themselves, no wildcards and no placeholders
 */
record TopicSpec(String text, boolean exact) {
  private static final String CLIENT_ID = "%c";
  private static final String USERNAME = "%u";

  /**
   * The filter that it means for one client.
   *
   * <p>A client chooses its id and often its name. So a value that is not one level of a topic
   * stands for no topic at all: it cannot bring wildcards or more levels. And it allows nothing if
   * it is empty or would make the topic one of the broker's, whose names begin with {@code $}.
   *
   * @param allows whether the rule allows; what it denies is taken as widely as it can be meant
   * @return null if the rule says nothing about this client
   */
  String filterFor(Subject subject, boolean allows) {
    if (exact || !text.contains(CLIENT_ID) && !text.contains(USERNAME)) {
      return text;
    }
    String[] levels = text.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean isId = levels[i].equals(CLIENT_ID);
      if (isId || levels[i].equals(USERNAME)) {
        String value = isId ? subject.clientId() : subject.username();
        if (value == null || !isLevel(value) || allows && isRisky(value, i)) {
          return null;
        }
        levels[i] = value;
      }
    }
    return String.join("/", levels);
  }

  private static boolean isLevel(String value) {
    return value.indexOf('/') < 0 && value.indexOf('+') < 0 && value.indexOf('#') < 0;
  }

  private static boolean isRisky(String value, int level) {
    return value.isEmpty() || level == 0 && value.startsWith("$");
  }
}
