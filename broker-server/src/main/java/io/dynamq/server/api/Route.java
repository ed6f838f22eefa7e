package io.dynamq.server.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of the table.
 *
 * @param method of HTTP
 * @param path below {@code /api/v4}, with parameters such as {@code {clientid}}
 * @param kind what it answers with
 * @param fields of the body, empty if it takes none
 */
record Route(
    String method, String path, Kind kind, String summary, List<Field> fields, Action action) {

  /** Shape of the answer's data. */
  enum Kind {
    /** A page of rows, with {@code meta}. */
    LIST,
    OBJECT,
    /** Nothing but the code. */
    NOTHING,
    /** A {@link Download} instead of the envelope. */
    FILE
  }

  /** Carries it out. */
  interface Action {

    /** A list, an object, a {@link Download}, or null. */
    Object run(Call call) throws ApiFault;
  }

  /**
   * A key of the body.
   *
   * @param type of JSON
   */
  record Field(String name, String type, boolean required, String help) {}

  /** The parameters of the path, if it is this route's. */
  Optional<List<String>> match(String actual) {
    String[] mine = path.split("/", -1);
    String[] theirs = actual.split("/", -1);
    if (mine.length != theirs.length) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < mine.length; i++) {
      if (mine[i].startsWith("{") && !theirs[i].isEmpty()) {
        arguments.add(theirs[i]);
      } else if (!mine[i].equals(theirs[i])) {
        return Optional.empty();
      }
    }
    try {
      // URLDecoder is for forms, where a plus is a space; in a path it stands for itself.
      return Optional.of(
          arguments.stream()
              .map(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8))
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether the body is a list of bodies. */
  boolean isBatch() {
    return path.endsWith("_batch");
  }
}
