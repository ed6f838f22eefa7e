package io.dynamq.server;

import io.dynamq.auth.AuthChain;
import io.dynamq.auth.AuthLink;
import io.dynamq.auth.AuthenticationMethods;
import io.dynamq.auth.Authenticator;
import io.dynamq.auth.CertificateLink;
import io.dynamq.auth.GuessLimit;
import io.dynamq.auth.ban.BanList;
import io.dynamq.auth.ban.BanningAuthenticator;
import io.dynamq.auth.scram.ScramAuthenticator;
import io.dynamq.observe.Meters;
import io.dynamq.server.callback.HttpLink;
import io.dynamq.server.config.AuthConfig;
import io.dynamq.server.config.ScramConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.token.TokenLink;
import io.dynamq.server.users.DecoySecret;
import io.dynamq.server.users.HashWorkers;
import io.dynamq.server.users.PasswordUserBook;
import io.dynamq.server.users.ScramUserBook;
import io.dynamq.server.users.StoredUsersLink;
import io.dynamq.server.users.UserBooks;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.store.StorageException;
import io.dynamq.store.access.AccessTables;
import io.dynamq.store.access.AccessTablesProvider;
import io.dynamq.time.Time;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** Who may connect, as configured. */
final class Authentication {
  private static final Set<String> NEED_WORKERS =
      Set.of(PasswordUserBook.NAME, StoredUsersLink.NAME, TokenLink.NAME);

  private final ServerConfig config;
  private final Closing closing;
  private PasswordUserBook passwords;
  private ScramUserBook scram;
  private AccessTables tables;
  private StoredUsersLink stored;
  private TokenLink tokens;
  private HttpLink service;

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
    if (config.auth().jwt() != null) {
      problems.addAll(TokenLink.check(config.auth().jwt()));
    }
    if (config.auth().tables() != null) {
      problems.addAll(provider().check(context(config, null, null)));
    }
    return problems;
  }

  /** Opens what it needs. */
  static Authentication open(ServerConfig config, Closing closing, Meters meters, Time time)
      throws StartFailure, InvalidSettingsException {
    Authentication authentication = new Authentication(config, closing);
    if (config.auth().tables() != null) {
      authentication.openTables(meters, time);
    }
    authentication.openFiles(meters, time);
    return authentication;
  }

  private static AccessTablesProvider provider() {
    return ServiceLoader.load(AccessTablesProvider.class).findFirst().orElseThrow();
  }

  private static AccessTablesProvider.Context context(
      ServerConfig config, Meters meters, Time time) {
    return new AccessTablesProvider.Context(
        config.auth().tables(), config.settings(), time, meters);
  }

  private void openTables(Meters meters, Time time)
      throws StartFailure, InvalidSettingsException {
    try {
      tables = provider().open(context(config, meters, time), config.storeRequired());
      closing.later("users' tables are let go", tables::close);
    } catch (StorageException e) {
      throw new StartFailure("users and rules cannot be read: " + e.getMessage(), e);
    }
  }

  /** Where rules are, beside the file; null if nowhere. */
  AccessTables rules() {
    return config.auth().tables() == null || config.auth().tables().rules() == null
        ? null
        : tables;
  }

  private void openFiles(Meters meters, Time time) throws InvalidSettingsException {
    AuthConfig auth = config.auth();
    if (auth.order().stream().anyMatch(NEED_WORKERS::contains)) {
      HashWorkers workers = new HashWorkers(auth.waitingMax());
      closing.later("no more passwords are compared", workers::close);
      openLinks(auth, workers, meters, time);
    }
    if (auth.http() != null) {
      service = new HttpLink(auth.http(), meters, time);
      closing.later("the service is not asked any more", service::close);
    }
    openScram();
  }

  private void openLinks(AuthConfig auth, HashWorkers workers, Meters meters, Time time)
      throws InvalidSettingsException {
    if (auth.order().contains(StoredUsersLink.NAME)) {
      stored = new StoredUsersLink(tables, workers);
    }
    if (auth.jwt() != null) {
      tokens = TokenLink.open(auth.jwt(), workers, meters, time);
      closing.later("no more keys are fetched", tokens::close);
    }
    if (auth.order().contains(PasswordUserBook.NAME)) {
      passwords = PasswordUserBook.open(auth.passwords(), workers);
      closing.later("the passwords' file is let go", passwords::close);
    }
  }

  private void openScram() throws InvalidSettingsException {
    if (config.scram().isPresent()) {
      scram = ScramUserBook.open(config.scram().orElseThrow());
      closing.later("the users' file is let go", scram::close);
    }
  }

  /** Judges clients. */
  Authenticator authenticator(BanList bans, Meters meters, Time time) throws StartFailure {
    return new BanningAuthenticator(unbanned(time), bans, meters, config::bansHold);
  }

  private Authenticator unbanned(Time time) throws StartFailure {
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
      case StoredUsersLink.NAME -> stored;
      case TokenLink.NAME -> tokens;
      case HttpLink.NAME -> service;
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
