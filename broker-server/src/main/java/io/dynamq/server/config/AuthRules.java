package io.dynamq.server.config;

import io.dynamq.auth.CertificateLink;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.setting.Problem;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/** Reads the rows about the authentication chain, and finds what has no effect in it. */
final class AuthRules {
  private final Settings settings;
  private final Path home;
  private final List<Problem> problems;

  AuthRules(Settings settings, Path home, List<Problem> problems) {
    this.settings = settings;
    this.home = home;
    this.problems = problems;
  }

  AuthConfig read(List<ListenerConfig> listeners) {
    List<String> order = settings.texts(AuthKeys.ORDER);
    if (new HashSet<>(order).size() < order.size()) {
      complain("names a link twice, expected each once");
    }
    if (order.contains(CertificateLink.NAME)
        && listeners.stream().noneMatch(AuthRules::asksForCertificates)) {
      complain(
          "has cert, but no listener asks clients for certificates, expected verify = verify_peer"
              + " for one of them");
    }
    return new AuthConfig(
        order,
        settings.number(AuthKeys.ATTEMPTS).orElseThrow().intValue(),
        settings.number(AuthKeys.WAITING).orElseThrow().intValue(),
        settings.as(AuthKeys.FLAPPING, FlappingConfig.class).orElseThrow(),
        UsersFile.of(settings.text(AuthKeys.PASSWORDS).orElseThrow(), home),
        JwtKeys.read(settings, order, home, problems),
        HttpKeys.read(settings, order, problems),
        AccessKeys.read(settings, order));
  }

  private static boolean asksForCertificates(ListenerConfig listener) {
    TlsSettings tls = listener.settings().layers().tls();
    return tls != null && tls.clients() != TlsSettings.Clients.UNASKED;
  }

  private void complain(String words) {
    problems.add(new Problem(settings.origin(AuthKeys.ORDER), AuthKeys.ORDER, words));
  }
}
