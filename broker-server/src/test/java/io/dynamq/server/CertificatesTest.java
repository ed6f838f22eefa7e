package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.store.Provisioning.Finding;
import io.dynamq.store.Provisioning.Level;
import io.dynamq.time.Time;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that is good for a hundred days, looked at on some of them. */
class CertificatesTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path home;

  private Finding on(Instant now) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("CN=broker")
            .notBefore(BEGIN)
            .notAfter(BEGIN.plus(Duration.ofDays(100)))
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path certificate =
        Files.writeString(home.resolve("cert.pem"), bundle.getCertificatePathPEM());
    Path key = Files.writeString(home.resolve("key.pem"), bundle.getPrivateKeyPEM());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Path file =
        Files.writeString(
            home.resolve("broker.conf"),
            "persistence = memory\nbackend.dynamo.embedded = off\n"
                + "listener.ssl.external = 127.0.0.1:0\n"
                + "listener.ssl.external.certfile = " + certificate + "\n"
                + "listener.ssl.external.keyfile = " + key + "\n");
    ServerConfig config =
        ServerConfig.load(
            new ConfigSources(home, file, home, false, Map.of()), "0", one -> List.of());
    Time time =
        new Time() {
          @Override
          public long epochMicros() {
            return TimeUnit.MILLISECONDS.toMicros(now.toEpochMilli());
          }

          @Override
          public long nanos() {
            return 0;
          }
        };
    List<Finding> findings = new Certificates(config.listeners(), time).findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).state()).startsWith("of listener.ssl.external, " + certificate);
    return findings.get(0);
  }

  @Test
  void aGoodOneIsGood() throws Exception {
    assertThat(on(BEGIN.plus(Duration.ofDays(85))).state())
        .endsWith(", is good until 2026-04-11T00:00:00Z");
  }

  @Test
  void oneThatExpiresSoonIsToldOf() throws Exception {
    Finding finding = on(BEGIN.plus(Duration.ofDays(87)));
    assertThat(finding.level()).isEqualTo(Level.HINT);
    assertThat(finding.state()).endsWith(", expires at 2026-04-11T00:00:00Z");
  }

  @Test
  void oneThatHasExpiredIsAFault() throws Exception {
    Finding finding = on(BEGIN.plus(Duration.ofDays(101)));
    assertThat(finding.level()).isEqualTo(Level.FAULT);
    assertThat(finding.state()).endsWith(", has expired at 2026-04-11T00:00:00Z");
    assertThat(finding.cure()).endsWith("bin/emqx_ctl pem_cache clean all");
  }

  @Test
  void oneThatIsNotGoodYetIsAFault() throws Exception {
    assertThat(on(BEGIN.minusSeconds(60)).state())
        .endsWith(", is not good before 2026-01-01T00:00:00Z");
  }
}
