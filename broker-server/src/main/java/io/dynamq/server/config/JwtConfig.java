package io.dynamq.server.config;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * How tokens are judged.
 *
 * @param fromUsername whether the token is in the user name, not in the password
 * @param keys where keys come from
 * @param algorithms allowed ones; empty for all that the keys can verify
 * @param claims what claims have to say, with {@code %c} and {@code %u}
 * @param names which claims mean something
 * @param skewMillis how far clocks may differ
 * @param ends whether the connection ends when the token does
 */
public record JwtConfig(
    boolean fromUsername,
    Keys keys,
    List<String> algorithms,
    Map<String, String> claims,
    Names names,
    long skewMillis,
    boolean ends) {

  /**
   * Where keys come from.
   *
   * @param secret a file with the secret of HMACs, null if there is none
   * @param publicKey a PEM file, null if there is none
   * @param jwks where a JSON Web Key Set is, null if nowhere
   */
  public record Keys(UsersFile secret, UsersFile publicKey, URI jwks, long refreshMillis) {}

  /**
   * Which claims mean something.
   *
   * @param user the one that a user name has to equal; empty if any name is taken
   * @param acl the one with access rules
   */
  public record Names(String user, String acl) {}

  public JwtConfig {
    algorithms = List.copyOf(algorithms);
    claims = Map.copyOf(claims);
  }
}
