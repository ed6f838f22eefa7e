package io.dynamq.server.admin;

import io.dynamq.message.Texts;
import io.dynamq.server.admin.DataDocument.App;
import io.dynamq.server.admin.DataDocument.Ban;
import io.dynamq.server.admin.DataDocument.User;
import io.dynamq.server.api.ApiKeys;
import io.dynamq.server.ban.BanBook;
import io.dynamq.server.users.OwnerOnly;
import io.dynamq.server.users.PasswordUserBook;
import io.dynamq.server.users.ScramUserBook;
import io.dynamq.server.users.UserRefusal;
import io.dynamq.store.StoredBan;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** EMQX's {@code data export} and {@code data import}, in its words. */
final class DataActions {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Operations operations;
  private final PasswordUserBook passwords;
  private final ScramUserBook scram;

  DataActions(Operations operations) {
    this.operations = operations;
    this.passwords = operations.users() == null ? null : operations.users().passwords();
    this.scram = operations.users() == null ? null : operations.users().scram();
  }

  /** Writes a file of the data directory, whose name nobody outside chooses. */
  Answer save() throws Refusal {
    Instant now = Instant.ofEpochMilli(operations.time().epochMillis());
    DataDocument document =
        new DataDocument(
            DataDocument.FORMAT,
            operations.version(),
            operations.control().node(),
            now.toString(),
            operations.bans().all().stream().map(DataActions::ban).toList(),
            operations.keys().all().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> app(entry.getKey(), entry.getValue()))
                .toList(),
            users());
    Path file = operations.exports().resolve("dynamq-export-" + STAMP.format(now) + ".json");
    try {
      OwnerOnly.create(file);
      Files.writeString(file, document.text());
    } catch (FileAlreadyExistsException e) {
      throw new Refusal(Refusal.CONFLICT, "Error: " + file + " is there already");
    } catch (IOException e) {
      throw new Refusal(
          Refusal.CONFLICT, "Error: " + file + " cannot be written: " + Printable.of(e.getMessage()));
    }
    Map<String, Object> json = counts(document);
    json.put("file", file.toString());
    return new Answer(
        json, List.of("The emqx data has been successfully exported to " + file + "."));
  }

  private static Ban ban(StoredBan one) {
    return new Ban(
        one.as(),
        one.who(),
        one.reason(),
        one.by(),
        one.atMillis(),
        one.untilMillis() == Long.MAX_VALUE ? null : one.untilMillis());
  }

  private static App app(String appId, ApiKeys.Key key) {
    return new App(
        appId, key.name(), key.role().name().toLowerCase(Locale.ROOT), key.active(), key.hash());
  }

  private List<User> users() {
    List<User> users = new ArrayList<>();
    if (passwords != null) {
      passwords.secrets().forEach((name, secret) -> users.add(new User(name, User.PASSWORD, secret)));
    }
    if (scram != null) {
      scram.secrets().forEach((name, secret) -> users.add(new User(name, User.SCRAM, secret)));
    }
    return users;
  }

  private static Map<String, Object> counts(DataDocument document) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("banned", document.banned().size());
    counts.put("apps", document.apps().size());
    counts.put("users", document.users().size());
    return counts;
  }

  /** What the document says is checked before anything is changed. */
  Answer restore(String text) throws Refusal {
    DataDocument document = DataDocument.of(text);
    for (User user : document.users()) {
      check(user);
    }
    long now = operations.time().epochMillis();
    List<Ban> due =
        document.banned().stream()
            .filter(ban -> ban.until() == null || ban.until() > now)
            .toList();
    for (User user : document.users()) {
      restore(user);
    }
    document
        .apps()
        .forEach(
            app ->
                operations
                    .keys()
                    .restore(
                        app.appId(),
                        new ApiKeys.Key(
                            app.name(),
                            ApiKeys.Role.valueOf(app.role().toUpperCase(Locale.ROOT)),
                            app.active(),
                            app.hash())));
    restore(due, operations.bans());
    Map<String, Object> json = counts(document);
    json.put("banned", due.size());
    return new Answer(
        json,
        List.of(
            "The emqx data has been imported successfully.",
            "(%d bans, %d API keys, %d users; %d bans that are over are left out)"
                .formatted(
                    due.size(),
                    document.apps().size(),
                    document.users().size(),
                    document.banned().size() - due.size())));
  }

  private void check(User user) throws Refusal {
    if (user == null || user.username() == null || user.secret() == null) {
      throw DataDocument.unusable("a user is not complete");
    }
    boolean byPassword = User.PASSWORD.equals(user.mechanism());
    if (!byPassword && !User.SCRAM.equals(user.mechanism())) {
      throw DataDocument.unusable("the mechanism of user " + user.username() + " is none");
    }
    if ((byPassword ? passwords : scram) == null) {
      throw DataDocument.unusable(
          "it has users of the mechanism " + user.mechanism() + ", for which "
              + (byPassword ? "auth.order = file" : "auth.scram = on") + " is not set");
    }
    boolean taken =
        byPassword
            ? passwords.takes(user.username(), user.secret())
            : scram.takes(user.username(), user.secret());
    if (!taken) {
      throw DataDocument.unusable("name or secret of user " + user.username() + " is none");
    }
  }

  private void restore(User user) throws Refusal {
    try {
      if (User.PASSWORD.equals(user.mechanism())) {
        passwords.restore(user.username(), user.secret());
      } else {
        scram.restore(user.username(), user.secret());
      }
    } catch (UserRefusal e) {
      throw new Refusal(Refusal.CONFLICT, "Error: " + Printable.of(e.getMessage()));
    }
  }

  /** All of them count here at once, whatever the store says of the first. */
  private static void restore(List<Ban> bans, BanBook book) throws Refusal {
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    try {
      for (Ban ban : bans) {
        taken.add(
            book.ban(
                new StoredBan(
                    ban.as(),
                    ban.who(),
                    ban.reason(),
                    ban.by(),
                    ban.at(),
                    ban.until() == null ? Long.MAX_VALUE : ban.until())));
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.CONFLICT, "Error: " + Printable.of(e.getMessage()));
    }
    String fault =
        Waiting.on(
            CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new))
                .handle((done, wrong) -> wrong == null ? "" : Texts.cause(wrong)));
    if (!fault.isEmpty()) {
      throw new Refusal(
          Refusal.CONFLICT,
          "Error: all is imported, but the store has not taken the bans yet: "
              + Printable.of(fault));
    }
  }
}
