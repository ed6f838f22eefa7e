package io.dynamq.server;

import io.dynamq.auth.AuthChain;
import io.dynamq.auth.AuthLink;
import io.dynamq.auth.AuthenticationMethods;
import io.dynamq.auth.Authenticator;
import io.dynamq.auth.CertificateLink;
import io.dynamq.auth.GuessLimit;
import io.dynamq.auth.scram.ScramAuthenticator;
import io.dynamq.server.config.AuthConfig;
import io.dynamq.server.config.ScramConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.users.DecoySecret;
import io.dynamq.server.users.HashWorkers;
import io.dynamq.server.users.PasswordUserBook;
import io.dynamq.server.users.ScramUserBook;
import io.dynamq.server.users.UserBooks;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.time.Time;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Who may connect, as configured. */
final class Authentication {
  private final ServerConfig config;
  private final Closing closing;
  private PasswordUserBook passwords;
  private ScramUserBook scram;

  private Authentication(ServerConfig config, Closing closing) {
    this.config = config;
    this.closing = closing;
  }

  /** What is wrong with the files that it needs. */
  static List<Problem> check(ServerConfig config) {
    List<Problem> problems = new ArrayList<>();
    if (config.auth().order().contains(PasswordUserBook.NAME)) {
      problems.addAll(PasswordUserBook.check(config.auth().passwords()));
    }
    config.scram().map(ScramUserBook::check).ifPresent(problems::addAll);
    return problems;
  }

  /** Opens what it needs. */
  static Authentication open(ServerConfig config, Closing closing)
      throws StartFailure, InvalidSettingsException {
    Authentication authentication = new Authentication(config, closing);
    authentication.openFiles();
    return authentication;
  }

  private void openFiles() throws InvalidSettingsException {
    AuthConfig auth = config.auth();
    if (auth.order().contains(PasswordUserBook.NAME)) {
      HashWorkers workers = new HashWorkers(auth.waitingMax());
      closing.later("no more passwords are compared", workers::close);
      passwords = PasswordUserBook.open(auth.passwords(), workers);
      closing.later("the passwords' file is let go", passwords::close);
    }
    if (config.scram().isPresent()) {
      scram = ScramUserBook.open(config.scram().orElseThrow());
      closing.later("the users' file is let go", scram::close);
    }
  }

  /** Judges clients. */
  Authenticator authenticator(Time time) throws StartFailure {
    Authenticator judge = Sockets.authenticator(config.listeners());
    AuthConfig auth = config.auth();
    if (auth.order().isEmpty() && scram == null) {
      return judge;
    }
    if (!auth.order().isEmpty()) {
      judge = new AuthChain(auth.order().stream().map(this::link).toList(), judge);
    }
    if (scram != null) {
      judge = new AuthenticationMethods(judge, List.of(method(config.scram().orElseThrow())));
    }
    return new GuessLimit(judge, auth.attemptsPerSecond(), time);
  }

  private AuthLink link(String name) {
    return switch (name) {
      case PasswordUserBook.NAME -> passwords;
      case CertificateLink.NAME -> new CertificateLink();
      default -> throw new IllegalStateException("no link " + name);
    };
  }

  private ScramAuthenticator method(ScramConfig settings) throws StartFailure {
    try {
      return new ScramAuthenticator(
          scram,
          DecoySecret.of(config.dataDirectory()),
          settings.iterations(),
          new SecureRandom());
    } catch (IOException e) {
      throw new StartFailure("authentication cannot start: " + e.getMessage(), e);
    }
  }

  /** What administration edits. */
  UserBooks users() {
    return new UserBooks(passwords, scram);
  }
}
