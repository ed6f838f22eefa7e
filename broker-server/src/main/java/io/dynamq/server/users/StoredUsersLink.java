package io.dynamq.server.users;

import io.dynamq.auth.AuthLink;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.hook.Standing;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.access.AccessTables;
import io.dynamq.store.access.AccessUser;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link {@code dynamo}: users of a table, by user name or, for clients that have none of their own,
 * by client identifier. Has no opinion on whom the table does not know, and refuses while it cannot
 * ask. Any thread.
 */
public final class StoredUsersLink implements AuthLink {
  /** Its name in {@code auth.order}. */
  public static final String NAME = "dynamo";

  private static final Logger LOG = LoggerFactory.getLogger(StoredUsersLink.class);
  private static final int PASSWORD_BYTES_MAX = 1_024;
  private static final CompletableFuture<Opinion> NO_OPINION =
      CompletableFuture.completedFuture(Opinion.NONE);

  private final AccessTables tables;
  private final HashWorkers workers;
  // Compared with for users who do not exist, so that they take as long as those who do.
  private volatile StoredPassword decoy = StoredPassword.of("0".repeat(64), "0", "sha256");

  public StoredUsersLink(AccessTables tables, HashWorkers workers) {
    this.tables = tables;
    this.workers = workers;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Opinion> judge(Credentials credentials) {
    if (credentials.password() == null) {
      return NO_OPINION;
    }
    String username = credentials.username();
    CompletableFuture<AccessUser> named =
        username == null
            ? CompletableFuture.completedFuture(null)
            : tables.user(AccessTables.USER + username);
    return named
        .thenCompose(
            user ->
                user != null
                    ? compare(user, AccessTables.USER + username, credentials)
                    : tables
                        .user(AccessTables.CLIENT + credentials.clientId())
                        .thenCompose(device -> device(device, credentials)))
        .exceptionally(
            fault -> {
              LOG.debug("the users' table cannot be read", fault);
              return new Opinion.Deny(
                  ReasonCode.SERVER_UNAVAILABLE, "the table cannot be read");
            });
  }

  /** A row of a client identifier proves no user name, so the client must not choose one. */
  private CompletableFuture<Opinion> device(AccessUser row, Credentials credentials) {
    String username = credentials.username();
    boolean own =
        username == null
            || username.equals(credentials.clientId())
            || row != null && username.equals(row.username());
    if (row != null && own) {
      return compare(row, AccessTables.CLIENT + credentials.clientId(), credentials);
    }
    byte[] password = credentials.password();
    return password.length > PASSWORD_BYTES_MAX
        ? NO_OPINION
        : workers.ask(
            () -> {
              decoy.matches(password);
              return Opinion.NONE;
            });
  }

  private CompletableFuture<Opinion> compare(
      AccessUser user, String who, Credentials credentials) {
    byte[] password = credentials.password();
    if (password.length > PASSWORD_BYTES_MAX) {
      return CompletableFuture.completedFuture(Opinion.wrong("the password is too long"));
    }
    StoredPassword known = StoredPassword.of(user.hash(), user.salt(), user.algorithm());
    if (known == null) {
      return CompletableFuture.completedFuture(
          Opinion.wrong("hash, salt and algorithm of its row cannot be used"));
    }
    decoy = known;
    return workers.ask(
        () ->
            known.matches(password)
                ? new Opinion.Allow(new Standing(NAME, user.superuser(), Map.of("row", who)))
                : Opinion.wrong("the password is wrong"));
  }
}
