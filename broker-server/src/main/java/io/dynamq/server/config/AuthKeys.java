package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;

import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Whole;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows about authentication, and what they say. */
final class AuthKeys {
  static final String ORDER = "auth.order";
  static final String ATTEMPTS = "auth.attempts_per_second";
  static final String FLAPPING = "flapping_detect_policy";
  static final String WAITING = "auth.max_waiting";
  static final String PASSWORDS = "auth.file.users_file";
  static final String SCRAM = "auth.scram";
  static final String USERS_FILE = "auth.scram.users_file";
  private static final String ITERATIONS = "auth.scram.iterations";

  private static final Map<String, String> LINKS = links("file", "cert", "jwt", "dynamo", "http");

  private AuthKeys() {}

  private static Map<String, String> links(String... names) {
    Map<String, String> links = new LinkedHashMap<>();
    for (String name : names) {
      links.put(name, name);
    }
    return links;
  }

  /** Whether there is any way for a client to prove who it is. */
  static boolean isConfigured(Settings settings) {
    return !settings.texts(ORDER).isEmpty() || settings.flag(SCRAM).orElseThrow();
  }

  static List<SettingSpec> rows() {
    String section = "Authentication";
    return List.of(
        SettingsTable.without(
            section,
            ORDER,
            new ListenerTypes.Words(LINKS, Map.of()),
            "file",
            "How clients that give a name, a password or a certificate are judged: the first that"
                + " has an opinion decides, and whom nobody knows is refused. file: passwords of a"
                + " file. cert: a certificate that the listener has verified. jwt: a JSON"
                + " Web Token. http: a service is asked."
                + " dynamo: users in"
                + " DynamoDB. Not set: names and"
                + " passwords of anonymous clients are not looked at."),
        row(
            section,
            ATTEMPTS,
            new Whole(1, 1_000_000),
            "20",
            "How many times in a second the clients of one address may fail to authenticate; beyond"
                + " that they are refused without being judged. Who succeeds does not count."),
        row(
            section,
            FLAPPING,
            new FlappingType(),
            "30, 1m, 5m",
            "In zones with enable_flapping_detect a client whose connections end 30 times within a"
                + " minute is banned for five, by its client id."),
        row(
            section,
            WAITING,
            new Whole(1, 1_000_000),
            "1000",
            "How many clients may wait until a hash of their password is computed, which half of the"
                + " processors do. Further ones are told that the server is busy."),
        row(
            section,
            PASSWORDS,
            new ValueType.Text("a file"),
            "etc/users",
            "Where the link file finds users and the hashes of their passwords. It may be missing as"
                + " long as there are no users, only its owner may read it, and a change is picked up"
                + " within a second or so."),
        row(
            section,
            SCRAM,
            new Flag(),
            "off",
            "Whether MQTT 5 clients may authenticate with the method SCRAM-SHA-256, also where"
                + " anonymous clients are refused. Users are made with bin/broker_ctl users add;"
                + " see docs/authentication.md."),
        row(
            section,
            USERS_FILE,
            new ValueType.Text("a file"),
            "etc/scram_users",
            "Where the keys of the users are. It may be missing as long as there are no users, only"
                + " its owner may read it, and a change is picked up within a second or so."),
        row(
            section,
            ITERATIONS,
            new Whole(4_096, 1_000_000),
            "15000",
            "How often a password is hashed that is set from now on. The client does this work at"
                + " each connect, and whoever steals the file at each guess. RFC 7677 asks for at"
                + " least 4096, which suits small devices, and names 15000 as what takes a tenth of"
                + " a second."));
  }

  static Optional<ScramConfig> scram(Settings settings, Path home) {
    if (!settings.flag(SCRAM).orElseThrow()) {
      return Optional.empty();
    }
    UsersFile users = UsersFile.of(settings.text(USERS_FILE).orElseThrow(), home);
    return Optional.of(
        new ScramConfig(
            users.path(),
            users.shown(),
            settings.number(ITERATIONS).orElseThrow().intValue()));
  }
}
