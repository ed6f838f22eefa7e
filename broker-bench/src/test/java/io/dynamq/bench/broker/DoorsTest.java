package io.dynamq.bench.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorsTest {
  @TempDir Path directory;

  @Test
  void makesACertificateAndItsKeyThatBrokersCanRead() throws Exception {
    try (Doors doors = new Doors(directory)) {
      String certificate = doors.settings().get("DYNAMQ_LISTENER__SSL__EXTERNAL__CERTFILE");
      try (InputStream in = Files.newInputStream(Path.of(certificate))) {
        assertThat(CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey())
            .isNotNull();
      }
      String key =
          Files.readString(Path.of(doors.settings().get("DYNAMQ_LISTENER__SSL__EXTERNAL__KEYFILE")))
              .replaceAll("-----.*-----|\\s", "");
      KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key)));
      assertThat(doors.mosquitto()).contains(certificate, "protocol websockets");
    }
  }

  @Test
  void plainTcpNeedsNoTunnel() throws Exception {
    try (Doors doors = new Doors(directory)) {
      assertThat(doors.port(Layer.NONE, 1883)).isEqualTo(1883);
    }
  }
}
