package io.dynamq.hook;

import java.util.Map;

/**
 * What was found out about a client when it was let in.
 *
 * @param by what decided, such as {@code file}, {@code cert} or {@code anonymous}
 * @param superuser whether access rules do not bind it
 * @param attributes what the deciding link knows beside the name, for access rules
 */
public record Standing(String by, boolean superuser, Map<String, Object> attributes) {
  /** Of a client that nobody judged. */
  public static final Standing UNKNOWN = new Standing("nobody");

  public Standing {
    attributes = Map.copyOf(attributes);
  }

  /** Let in, and nothing more is known. */
  public Standing(String by) {
    this(by, false, Map.of());
  }
}
