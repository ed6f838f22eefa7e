package io.dynamq.server.admin;

import io.dynamq.server.users.ScramUserBook;
import io.dynamq.server.users.UserRefusal;
import io.dynamq.server.users.UserView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands about the users who authenticate with SCRAM. */
final class UserActions {
  private final ScramUserBook users;

  /**
   * @param users null if SCRAM is off
   */
  UserActions(ScramUserBook users) {
    this.users = users;
  }

  Answer list() throws Refusal {
    List<UserView> all = book().list();
    return new Answer(
        all.stream().map(UserActions::json).toList(), all.stream().map(UserActions::line).toList());
  }

  Answer add(String name, String password) throws Refusal {
    return done(() -> book().add(name, password.toCharArray()));
  }

  Answer changePassword(String name, String password) throws Refusal {
    return done(() -> book().changePassword(name, password.toCharArray()));
  }

  Answer delete(String name) throws Refusal {
    return done(() -> book().delete(name));
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

  private ScramUserBook book() throws Refusal {
    if (users == null) {
      throw new Refusal(
          Refusal.CONFLICT,
          "Error: users authenticate with SCRAM, which is off; set auth.scram = on");
    }
    return users;
  }

  private static Map<String, Object> json(UserView user) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("username", user.name());
    json.put("mechanism", "SCRAM-SHA-256");
    json.put("iterations", user.iterations());
    return json;
  }

  private static String line(UserView user) {
    return "User(%s, mechanism=SCRAM-SHA-256, iterations=%d)"
        .formatted(Printable.of(user.name()), user.iterations());
  }
}
