package io.dynamq.server.config;

import io.dynamq.net.tls.CertificateName;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.tls.TlsSettings.Clients;
import io.dynamq.net.tls.TlsSettings.HostIdentity;
import io.dynamq.net.tls.TlsSettings.Identity;
import io.dynamq.setting.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the keys about certificates of one listener; the files themselves are read later. */
final class TlsReader {
  private final Settings settings;
  private final Path home;
  private final String prefix;
  private final List<Problem> problems;

  /**
   * @param prefix such as {@code listener.ssl.external.}
   */
  TlsReader(Settings settings, Path home, String prefix, List<Problem> problems) {
    this.settings = settings;
    this.home = home;
    this.prefix = prefix;
    this.problems = problems;
  }

  /** Empty if something is missing, which is a problem then. */
  Optional<TlsSettings> read() {
    Optional<Identity> identity = identity("");
    List<HostIdentity> hosts = hosts();
    Optional<Path> authorities = settings.text(prefix + "cacertfile").map(this::path);
    boolean asked = settings.text(prefix + "verify").orElseThrow().equals("verify_peer");
    if (asked && authorities.isEmpty()) {
      missing("verify", "cacertfile", "the certificates of those whose word on clients counts");
    }
    Clients clients =
        !asked
            ? Clients.UNASKED
            : settings.flag(prefix + "fail_if_no_peer_cert").orElseThrow()
                ? Clients.REQUIRED
                : Clients.ASKED;
    return identity.map(
        own ->
            new TlsSettings(
                own,
                hosts,
                authorities.orElse(null),
                clients,
                settings.texts(prefix + "tls_versions"),
                settings.texts(prefix + "ciphers"),
                settings.number(prefix + "handshake_timeout").orElseThrow(),
                new TlsSettings.Names(
                    name("peer_cert_as_username", asked), name("peer_cert_as_clientid", asked))));
  }

  private Optional<Identity> identity(String part) {
    Optional<Path> certificate = settings.text(prefix + part + "certfile").map(this::path);
    Optional<Path> key = settings.text(prefix + part + "keyfile").map(this::path);
    if (certificate.isEmpty()) {
      missing(part + "keyfile", part + "certfile", "the certificate in PEM form");
    }
    if (key.isEmpty()) {
      missing(part + "certfile", part + "keyfile", "the certificate's private key in PEM form");
    }
    String password = settings.text(prefix + part + "key_password").orElse(null);
    return certificate.flatMap(cert -> key.map(its -> new Identity(cert, its, password)));
  }

  private List<HostIdentity> hosts() {
    List<HostIdentity> hosts = new ArrayList<>();
    for (Integer number : settings.numbered(prefix + "sni.")) {
      String part = "sni." + number + ".";
      Optional<String> host = settings.text(prefix + part + "hostname");
      if (host.isEmpty()) {
        missing(part + "certfile", part + "hostname", "the host that the certificate is for");
      }
      Optional<Identity> identity = identity(part);
      host.ifPresent(
          name -> identity.ifPresent(its -> hosts.add(new HostIdentity(number, name, its))));
    }
    return hosts;
  }

  private CertificateName name(String key, boolean asked) {
    Optional<String> written = settings.text(prefix + key);
    if (written.isPresent() && !asked) {
      problems.add(
          new Problem(
              settings.origin(prefix + key),
              prefix + key,
              "has no effect because clients are asked for no certificate, expected verify ="
                  + " verify_peer"));
    }
    return written
        .map(text -> CertificateName.valueOf(text.toUpperCase(Locale.ROOT)))
        .orElse(CertificateName.NONE);
  }

  /** Blames the place that asks for the key, or any other of the listener's. */
  private void missing(String asking, String key, String expected) {
    String origin =
        settings.keys().stream()
            .filter(written -> written.equals(prefix + asking))
            .findFirst()
            .or(
                () ->
                    settings.keys().stream()
                        .filter(written -> (written + ".").startsWith(prefix))
                        .findFirst())
            .map(settings::origin)
            .orElse("default");
    problems.add(new Problem(origin, prefix + key, "is not set, expected " + expected));
  }

  private Path path(String written) {
    return home.resolve(written).normalize();
  }
}
