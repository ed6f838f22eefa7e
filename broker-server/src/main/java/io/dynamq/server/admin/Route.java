package io.dynamq.server.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request's path matched to a command.
 *
 * @param arguments decoded, in the order of the command's parameters
 */
record Route(Command command, List<String> arguments) {
  private static final String PARAMETER = "<>";

  /**
   * @param path as it was sent: an encoded slash belongs to a client id or topic, so segments are
   *     cut before they are decoded
   */
  static Optional<Route> find(String method, String path) {
    for (Command command : Commands.all()) {
      if (command.method().equals(method)) {
        Optional<List<String>> arguments = match(command.path(), path);
        if (arguments.isPresent()) {
          return Optional.of(new Route(command, arguments.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** The methods that a path takes; empty if there is no such path. */
  static Set<String> methods(String path) {
    Set<String> methods = new LinkedHashSet<>();
    for (Command command : Commands.all()) {
      if (match(command.path(), path).isPresent()) {
        methods.add(command.method());
      }
    }
    return methods;
  }

  private static Optional<List<String>> match(String template, String path) {
    String[] expected = template.split("/", -1);
    String[] actual = path.split("/", -1);
    if (expected.length != actual.length) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < expected.length; i++) {
      if (expected[i].equals(PARAMETER) && !actual[i].isEmpty()) {
        arguments.add(actual[i]);
      } else if (!expected[i].equals(actual[i])) {
        return Optional.empty();
      }
    }
    return decoded(arguments);
  }

  /** Empty for a broken percent sign: no command has such a path. */
  private static Optional<List<String>> decoded(List<String> segments) {
    try {
      // URLDecoder is for forms, where a plus is a space; in a path it stands for itself.
      return Optional.of(
          segments.stream()
              .map(s -> URLDecoder.decode(s.replace("+", "%2B"), StandardCharsets.UTF_8))
              .toList());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
