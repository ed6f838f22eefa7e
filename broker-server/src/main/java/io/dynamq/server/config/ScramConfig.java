package io.dynamq.server.config;

import java.nio.file.Path;

/**
 * The method SCRAM-SHA-256.
 *
 * @param usersFile whether it exists or not
 * @param shownFile the same for messages, relative to the distribution if it is in there
 * @param iterations for passwords that are set from now on
 */
public record ScramConfig(Path usersFile, String shownFile, int iterations) {

  /** The file alone. */
  public UsersFile users() {
    return new UsersFile(usersFile, shownFile);
  }
}
