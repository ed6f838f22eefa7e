package io.dynamq.server;

import io.dynamq.auth.AuthenticationMethods;
import io.dynamq.auth.Authenticator;
import io.dynamq.auth.scram.ScramAuthenticator;
import io.dynamq.server.config.ScramConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.users.DecoySecret;
import io.dynamq.server.users.ScramUserBook;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

/** Who may connect, as configured. */
final class Authentication {
  private final Authenticator authenticator;
  private final ScramUserBook users;

  private Authentication(Authenticator authenticator, ScramUserBook users) {
    this.authenticator = authenticator;
    this.users = users;
  }

  /** What is wrong with the files that it needs. */
  static List<Problem> check(ServerConfig config) {
    return config.scram().map(ScramUserBook::check).orElse(List.of());
  }

  static Authentication open(ServerConfig config, Closing closing)
      throws StartFailure, InvalidSettingsException {
    Authenticator others = Sockets.authenticator(config.listeners());
    if (config.scram().isEmpty()) {
      return new Authentication(others, null);
    }
    ScramConfig scram = config.scram().orElseThrow();
    ScramUserBook users = ScramUserBook.open(scram);
    closing.later("the users' file is let go", users::close);
    try {
      ScramAuthenticator method =
          new ScramAuthenticator(
              users,
              DecoySecret.of(config.dataDirectory()),
              scram.iterations(),
              new SecureRandom());
      return new Authentication(new AuthenticationMethods(others, List.of(method)), users);
    } catch (IOException e) {
      throw new StartFailure("authentication cannot start: " + e.getMessage(), e);
    }
  }

  Authenticator authenticator() {
    return authenticator;
  }

  /** Null if SCRAM is off. */
  ScramUserBook users() {
    return users;
  }
}
