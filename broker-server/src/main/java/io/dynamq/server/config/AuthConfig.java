package io.dynamq.server.config;

import io.dynamq.store.access.AccessOptions;
import java.util.List;

/**
 * How names and passwords are judged.
 *
 * @param order the links, in order; empty if nothing but anonymous clients and methods is wanted
 * @param attemptsPerSecond failures of one address
 * @param waitingMax how many clients may wait for a hash to be computed
 * @param flapping when a client comes and goes too often, in zones that want to know
 * @param passwords the file of the link {@code file}
 * @param jwt how the link {@code jwt} judges tokens; null if it is not in the chain
 * @param http whom the link {@code http} asks; null if it is not in the chain
 * @param tables users and rules in DynamoDB; null if neither is wanted
 */
public record AuthConfig(
    List<String> order,
    int attemptsPerSecond,
    int waitingMax,
    FlappingConfig flapping,
    UsersFile passwords,
    JwtConfig jwt,
    HttpConfig http,
    AccessOptions tables) {
  public AuthConfig {
    order = List.copyOf(order);
  }
}
