package io.dynamq.server;

import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.tls.TlsSettings.HostIdentity;
import io.dynamq.net.tls.TlsSettings.Identity;
import io.dynamq.server.config.ListenerConfig;
import io.dynamq.store.Provisioning.Finding;
import io.dynamq.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Until when the certificates of listeners are good. Reads their files. */
final class Certificates {
  /** How long before the end somebody should know. */
  private static final long SOON_MILLIS = TimeUnit.DAYS.toMillis(14);

  private static final String CURE =
      "put a new one in its place, then bin/emqx_ctl pem_cache clean all";

  private final List<ListenerConfig> listeners;
  private final Time time;

  Certificates(List<ListenerConfig> listeners, Time time) {
    this.listeners = List.copyOf(listeners);
    this.time = time;
  }

  /** One for each certificate that a listener shows. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (ListenerConfig listener : listeners) {
      TlsSettings tls = listener.settings().layers().tls();
      if (tls != null) {
        findings.add(look(listener.key(), tls.identity()));
        for (HostIdentity host : tls.byHost()) {
          findings.add(look(listener.key() + " for " + host.host(), host.identity()));
        }
      }
    }
    return findings;
  }

  private Finding look(String listener, Identity identity) {
    String subject = "certificate";
    String state = "of " + listener + ", " + identity.certificate() + ", ";
    try (InputStream pem = Files.newInputStream(identity.certificate())) {
      X509Certificate first =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      Instant now = Instant.ofEpochMilli(time.epochMillis());
      Instant begin = first.getNotBefore().toInstant();
      Instant end = first.getNotAfter().toInstant();
      if (now.isBefore(begin)) {
        return Finding.fault(subject, state + "is not good before " + begin, CURE);
      }
      if (now.isAfter(end)) {
        return Finding.fault(subject, state + "has expired at " + end, CURE);
      }
      return now.plusMillis(SOON_MILLIS).isAfter(end)
          ? Finding.hint(subject, state + "expires at " + end, CURE)
          : Finding.good(subject, state + "is good until " + end);
    } catch (IOException | CertificateException e) {
      return Finding.fault(subject, state + "cannot be read: " + e.getMessage(), CURE);
    }
  }
}
