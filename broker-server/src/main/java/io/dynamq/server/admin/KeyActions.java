package io.dynamq.server.admin;

import io.dynamq.server.api.ApiKeys;
import io.dynamq.server.api.ApiKeys.Key;
import io.dynamq.server.api.ApiKeys.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** EMQX's commands about API keys. A secret is shown once, when it is made. */
final class KeyActions {
  private static final String LINE =
      "app_id: %s, secret: ******, name: %s, desc: %s, status: %s, expired: undefined";

  private final ApiKeys keys;

  KeyActions(ApiKeys keys) {
    this.keys = keys;
  }

  Answer list() {
    TreeMap<String, Key> all = new TreeMap<>(keys.all());
    return new Answer(
        all.entrySet().stream().map(entry -> json(entry.getKey(), entry.getValue())).toList(),
        all.entrySet().stream().map(entry -> line(entry.getKey(), entry.getValue())).toList());
  }

  Answer lookup(String appId) throws Refusal {
    Key key = keys.find(appId);
    if (key == null) {
      throw Refusal.notFound();
    }
    return new Answer(json(appId, key), List.of(line(appId, key)));
  }

  /**
   * @param role null for all that there is
   */
  Answer insert(String appId, String name, String role) throws Refusal {
    if (appId.isEmpty() || appId.contains(":")) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: an app id has no colon and is not empty");
    }
    String secret = keys.insert(appId, name, role(role));
    if (secret == null) {
      throw new Refusal(Refusal.CONFLICT, "Error: already existed");
    }
    return new Answer(
        Map.of("app_id", appId, "secret", secret), List.of("AppSecret: " + secret));
  }

  private static Role role(String word) throws Refusal {
    if (word == null) {
      return Role.ADMINISTRATOR;
    }
    if (!ApiKeys.roles().contains(word)) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "Error: no role " + Printable.of(word) + ", expected "
              + String.join(", ", ApiKeys.roles()));
    }
    return Role.valueOf(word.toUpperCase(Locale.ROOT));
  }

  Answer update(String appId, String status) throws Refusal {
    if (!status.equals("true") && !status.equals("false")) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: a status is true or false");
    }
    if (!keys.update(appId, Boolean.parseBoolean(status))) {
      throw new Refusal(Refusal.NOT_FOUND, "Error: app not found");
    }
    return Answer.said("update successfully.");
  }

  Answer delete(String appId) throws Refusal {
    if (!keys.delete(appId)) {
      throw new Refusal(Refusal.NOT_FOUND, "Error: app not found");
    }
    return Answer.ok();
  }

  private static String line(String appId, Key key) {
    return LINE.formatted(
        Printable.of(appId), Printable.of(key.name()), word(key.role()), key.active());
  }

  private static Map<String, Object> json(String appId, Key key) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("app_id", appId);
    json.put("name", key.name());
    json.put("role", word(key.role()));
    json.put("status", key.active());
    return json;
  }

  private static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
