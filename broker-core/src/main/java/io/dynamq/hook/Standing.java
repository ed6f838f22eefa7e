package io.dynamq.hook;

import java.util.HashMap;
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

  /** The attribute that names the client where CONNECT's user name is no name; a String. */
  public static final String USERNAME = "username";

  /** The attribute that says when the connection has to end, in ms since the epoch; a Long. */
  public static final String ENDS_AT = "ends_at";

  /** The attribute of clients that are banned if they come and go too often. */
  public static final String RESTLESSNESS = "restlessness";

  public Standing {
    attributes = Map.copyOf(attributes);
  }

  /** The same with one more thing known. */
  public Standing with(String attribute, Object value) {
    Map<String, Object> more = new HashMap<>(attributes);
    more.put(attribute, value);
    return new Standing(by, superuser, more);
  }

  /** Let in, and nothing more is known. */
  public Standing(String by) {
    this(by, false, Map.of());
  }
}
