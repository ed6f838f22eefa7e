package io.dynamq.server.config;

import java.nio.file.Path;

/**
 * Where users are kept.
 *
 * @param path whether it exists or not
 * @param shown the same for messages, relative to the distribution if it is in there
 */
public record UsersFile(Path path, String shown) {

  static UsersFile of(String written, Path home) {
    Path path = home.resolve(written).normalize();
    return new UsersFile(
        path, path.startsWith(home) ? home.relativize(path).toString() : path.toString());
  }
}
