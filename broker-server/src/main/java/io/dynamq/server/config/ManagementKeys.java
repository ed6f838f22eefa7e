package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.tls.TlsSettings.Clients;
import io.dynamq.server.config.ValueType.Address;
import io.dynamq.server.config.ValueType.Choice;
import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.setting.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows about the HTTP API for others than this machine, and what they say. */
final class ManagementKeys {
  private static final String SECTION = "Administration";
  private static final String LISTENER = "management.listener.https";
  private static final String CERTIFICATE = LISTENER + ".certfile";
  private static final String KEY = LISTENER + ".keyfile";
  private static final String PASSWORD = LISTENER + ".key_password";
  private static final String AUTHORITIES = LISTENER + ".cacertfile";
  private static final String VERIFY = LISTENER + ".verify";
  private static final String REQUIRED = LISTENER + ".fail_if_no_peer_cert";
  private static final ValueType FILE = new ValueType.Text("a file in PEM form");

  private ManagementKeys() {}

  static List<SettingSpec> rows() {
    return List.of(
        row(SECTION, LISTENER, new Address(true), "off",
            "Where the HTTP API (/api/v4) is served over TLS, also to other machines, to who has a key"
                + " of emqx_ctl mgmt; see docs/http-api.md. Commands are not."),
        without(SECTION, CERTIFICATE, FILE, "etc/certs/cert.pem",
            "Its certificate, then those that it hangs from; looked at again while running."),
        without(SECTION, KEY, FILE, "etc/certs/key.pem", "The certificate's private key."),
        without(SECTION, PASSWORD, new ValueType.Text("a password"), "secret",
            "With what the key is encrypted."),
        without(SECTION, AUTHORITIES, FILE, "etc/certs/cacert.pem",
            "Certificates of those whose word on clients counts."),
        row(SECTION, VERIFY, new Choice(List.of("verify_none", "verify_peer"), Map.of()),
            "verify_none", "verify_peer: clients are asked for a certificate too."),
        row(SECTION, REQUIRED, new Flag(), "off",
            "With verify_peer: whether clients without a certificate are refused."));
  }

  static Optional<ManagementConfig> read(Settings settings, Path home, List<Problem> problems) {
    Optional<HostPort> address = settings.address(LISTENER);
    if (address.isEmpty()) {
      return Optional.empty();
    }
    Path certificate = file(settings, home, CERTIFICATE);
    Path key = file(settings, home, KEY);
    Path authorities = file(settings, home, AUTHORITIES);
    boolean asked = settings.text(VERIFY).orElseThrow().equals("verify_peer");
    require(settings, certificate, CERTIFICATE, "the certificate in PEM form", problems);
    require(settings, key, KEY, "the certificate's private key in PEM form", problems);
    if (asked) {
      require(
          settings, authorities, AUTHORITIES,
          "the certificates of those whose word on clients counts", problems);
    }
    if (certificate == null || key == null) {
      return Optional.empty();
    }
    boolean required = settings.flag(REQUIRED).orElseThrow();
    TlsSettings plain = TlsSettings.of(certificate, key, settings.text(PASSWORD).orElse(null));
    Clients clients = required ? Clients.REQUIRED : Clients.ASKED;
    return Optional.of(
        new ManagementConfig(
            address.get(),
            asked ? plain.withClients(clients, authorities, TlsSettings.Names.NONE) : plain));
  }

  /** Null if it is not set. */
  private static Path file(Settings settings, Path home, String key) {
    return settings.text(key).map(written -> home.resolve(written).normalize()).orElse(null);
  }

  private static void require(
      Settings settings, Path file, String key, String expected, List<Problem> problems) {
    if (file == null) {
      problems.add(
          new Problem(settings.origin(LISTENER), key, "is not set, expected " + expected));
    }
  }
}
