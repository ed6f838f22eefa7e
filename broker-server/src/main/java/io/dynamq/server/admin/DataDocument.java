package io.dynamq.server.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dynamq.auth.ban.BanList;
import io.dynamq.server.api.ApiKeys;
import java.util.List;
import java.util.Locale;

/**
 * What operators have told a broker and DynamoDB's backup does not have, or not for other brokers: as
 * JSON. Passwords and secrets are in it as hashes only.
 *
 * @param format raised when older brokers would misread it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DataDocument(
    int format,
    String version,
    String node,
    String date,
    List<Ban> banned,
    List<App> apps,
    List<User> users) {
  static final int FORMAT = 1;

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /**
   * A ban.
   *
   * @param at milliseconds since the epoch
   * @param until the same, null for ever
   */
  record Ban(String as, String who, String reason, String by, long at, Long until) {}

  /**
   * A key of the HTTP API.
   *
   * @param hash of its secret
   */
  record App(String appId, String name, String role, boolean active, String hash) {}

  /**
   * A user.
   *
   * @param mechanism password or scram
   * @param secret what the file of users has, a hash
   */
  record User(String username, String mechanism, String secret) {
    static final String PASSWORD = "password";
    static final String SCRAM = "scram";
  }

  String text() {
    try {
      return MAPPER.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written", e);
    }
  }

  /**
   * Reads one and checks all but the users.
   *
   * @throws Refusal with the first mistake, which repeats no secret
   */
  static DataDocument of(String text) throws Refusal {
    DataDocument document;
    try {
      document = MAPPER.readValue(text, DataDocument.class);
    } catch (JsonProcessingException e) {
      throw unusable("it is not what data export writes");
    }
    if (document == null || document.format != FORMAT) {
      throw unusable("it is not of format " + FORMAT + ", which data export writes");
    }
    if (document.banned == null || document.apps == null || document.users == null) {
      throw unusable("banned, apps or users is missing");
    }
    for (Ban ban : document.banned) {
      check(ban);
    }
    for (App app : document.apps) {
      check(app);
    }
    return document;
  }

  private static void check(Ban ban) throws Refusal {
    if (ban == null || ban.as == null || ban.who == null || ban.reason == null || ban.by == null) {
      throw unusable("a ban is not complete");
    }
    String mistake = BanList.mistake(ban.as, ban.who);
    if (mistake != null) {
      throw unusable("a ban: " + mistake);
    }
  }

  private static void check(App app) throws Refusal {
    boolean good =
        app != null
            && app.appId != null
            && !app.appId.isEmpty()
            && !app.appId.contains(":")
            && app.name != null
            && ApiKeys.roles().contains(String.valueOf(app.role).toLowerCase(Locale.ROOT))
            && app.hash != null
            && app.hash.matches("[0-9a-f]{64}");
    if (!good) {
      throw unusable("an app is not complete, or its role or hash is none");
    }
  }

  static Refusal unusable(String why) {
    return new Refusal(
        Refusal.CONFLICT, "Error: the file cannot be imported: " + Printable.of(why));
  }
}
