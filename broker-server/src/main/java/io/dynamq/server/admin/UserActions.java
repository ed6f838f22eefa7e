package io.dynamq.server.admin;

import io.dynamq.server.users.PasswordUserBook;
import io.dynamq.server.users.ScramUserBook;
import io.dynamq.server.users.UserBooks;
import io.dynamq.server.users.UserRefusal;
import io.dynamq.server.users.UserView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Commands about users. Without {@code --mechanism} a new user is one with a password if the chain has
 * the link {@code file}, otherwise one of SCRAM; an existing one is the one that there is.
 */
final class UserActions {
  private static final String PASSWORD = "password";
  private static final String SCRAM = "scram";

  private final UserBooks books;

  UserActions(UserBooks books) {
    this.books = books;
  }

  Answer list() throws Refusal {
    refuseIfThereAreNone();
    List<UserView> all = new ArrayList<>();
    if (books.passwords() != null) {
      all.addAll(books.passwords().list());
    }
    if (books.scram() != null) {
      all.addAll(books.scram().list());
    }
    return new Answer(
        all.stream().map(UserActions::json).toList(), all.stream().map(UserActions::line).toList());
  }

  /** The arguments are the name and the password. */
  Answer add(List<String> arguments, Map<String, String> options) throws Refusal {
    String mechanism = options.get("mechanism");
    boolean byPassword = mechanism == null ? books.passwords() != null : is(mechanism, PASSWORD);
    String name = arguments.get(0);
    char[] password = arguments.get(1).toCharArray();
    return done(
        byPassword ? () -> passwords().add(name, password) : () -> scram().add(name, password));
  }

  /** The arguments are the name and the password. */
  Answer changePassword(List<String> arguments, Map<String, String> options) throws Refusal {
    String name = arguments.get(0);
    char[] password = arguments.get(1).toCharArray();
    return done(
        isOfPasswords(name, options)
            ? () -> passwords().changePassword(name, password)
            : () -> scram().changePassword(name, password));
  }

  Answer delete(List<String> arguments, Map<String, String> options) throws Refusal {
    String name = arguments.get(0);
    return done(
        isOfPasswords(name, options)
            ? () -> passwords().delete(name)
            : () -> scram().delete(name));
  }

  private boolean isOfPasswords(String name, Map<String, String> options) throws Refusal {
    String mechanism = options.get("mechanism");
    if (mechanism != null) {
      return is(mechanism, PASSWORD);
    }
    return books.passwords() != null && (books.scram() == null || books.passwords().has(name));
  }

  private static boolean is(String mechanism, String wanted) throws Refusal {
    if (!mechanism.equals(PASSWORD) && !mechanism.equals(SCRAM)) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "Error: '" + Printable.of(mechanism) + "' is no mechanism, expected password or scram");
    }
    return mechanism.equals(wanted);
  }

  /** What is done to one user. */
  private interface Change {
    void apply() throws Refusal, UserRefusal;
  }

  private static Answer done(Change change) throws Refusal {
    try {
      change.apply();
      return Answer.ok();
    } catch (UserRefusal e) {
      int status =
          switch (e.reason()) {
            case UNKNOWN -> Refusal.NOT_FOUND;
            case CONFLICT -> Refusal.CONFLICT;
            case UNUSABLE -> Refusal.BAD_REQUEST;
          };
      throw new Refusal(status, "Error: " + Printable.of(e.getMessage()));
    }
  }

  private void refuseIfThereAreNone() throws Refusal {
    if (books == null || books.passwords() == null && books.scram() == null) {
      throw new Refusal(
          Refusal.CONFLICT,
          "Error: this broker keeps no users; set auth.order = file for users with passwords, or"
              + " auth.scram = on for users of SCRAM-SHA-256");
    }
  }

  private PasswordUserBook passwords() throws Refusal {
    refuseIfThereAreNone();
    if (books.passwords() == null) {
      throw new Refusal(
          Refusal.CONFLICT, "Error: passwords are not asked for; set auth.order = file");
    }
    return books.passwords();
  }

  private ScramUserBook scram() throws Refusal {
    refuseIfThereAreNone();
    if (books.scram() == null) {
      throw new Refusal(Refusal.CONFLICT, "Error: SCRAM is off; set auth.scram = on");
    }
    return books.scram();
  }

  private static Map<String, Object> json(UserView user) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("username", user.name());
    json.put("mechanism", user.mechanism());
    if (user.iterations() > 0) {
      json.put("iterations", user.iterations());
    }
    return json;
  }

  private static String line(UserView user) {
    return "User(%s, mechanism=%s%s)"
        .formatted(
            Printable.of(user.name()),
            user.mechanism(),
            user.iterations() > 0 ? ", iterations=" + user.iterations() : "");
  }
}
