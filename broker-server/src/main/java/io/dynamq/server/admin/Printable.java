package io.dynamq.server.admin;

/** Makes text from clients harmless for a terminal. */
final class Printable {

  private Printable() {}

  /** Control characters, line separators and text direction marks as {@code \\uXXXX}. */
  static String of(String text) {
    if (text.chars().noneMatch(Printable::isHarmful)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.chars()
        .forEach(
            c -> {
              if (isHarmful(c)) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.append((char) c);
              }
            });
    return safe.toString();
  }

  private static boolean isHarmful(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }
}
