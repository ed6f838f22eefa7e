package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;

import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Whole;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rows about authentication, and what they say. */
final class AuthKeys {
  static final String SCRAM = "auth.scram";
  static final String USERS_FILE = "auth.scram.users_file";
  private static final String ITERATIONS = "auth.scram.iterations";

  private AuthKeys() {}

  static List<SettingSpec> rows() {
    String section = "Authentication";
    return List.of(
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
    String written = settings.text(USERS_FILE).orElseThrow();
    Path file = home.resolve(written).normalize();
    return Optional.of(
        new ScramConfig(
            file,
            file.startsWith(home) ? home.relativize(file).toString() : file.toString(),
            settings.number(ITERATIONS).orElseThrow().intValue()));
  }
}
