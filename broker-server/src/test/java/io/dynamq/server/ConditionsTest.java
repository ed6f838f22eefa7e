package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.control.HealthView;
import io.dynamq.server.admin.FakeControl;
import io.dynamq.server.alarm.AlarmWatch.Check;
import io.dynamq.server.alarm.AlarmWatch.Finding;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.time.Time;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From when there is an alarm. */
class ConditionsTest {
  @TempDir Path home;
  private final FakeControl control = new FakeControl();
  private double heap;

  private Map<String, Finding> found(String... lines)
      throws IOException, InvalidSettingsException {
    Path file = 
        Files.writeString(
            home.resolve("broker.conf"),
            "persistence = memory\nbackend.dynamo.embedded = off\n" + String.join("\n", lines));
    ServerConfig config =
        ServerConfig.load(
            new ConfigSources(home, file, home, false, Map.of()), "0", one -> List.of());
    Map<String, Finding> found = new java.util.TreeMap<>();
    for (Check check : new Conditions(config, control, () -> heap, machine(config), Time.system()).all()) {
      Finding finding = check.finding().get();
      if (finding != null) {
        found.put(check.name(), finding);
      }
    }
    return found;
  }

  /** An idle one; MachineLoadTest has the others. */
  private static MachineLoad machine(ServerConfig config) {
    return new MachineLoad(
        config.machine(),
        new MachineLoad.Readings() {
          @Override
          public double processors() {
            return 0;
          }

          @Override
          public double memory() {
            return 0;
          }
        },
        Time.system());
  }

  private static final String[] NEVER = {
    "alarm.disk_high_watermark = 101", "alarm.files_high_watermark = 101"
  };

  @Test
  void nothingIsWrongAtFirst() throws IOException, InvalidSettingsException {
    assertThat(found(NEVER)).isEmpty();
  }

  @Test
  void theHeapIsFull() throws IOException, InvalidSettingsException {
    heap = 0.849;
    assertThat(found(NEVER)).isEmpty();
    heap = 0.85;
    assertThat(found(NEVER).get("high_process_memory_usage").message())
        .isEqualTo("Process memory usage is higher than 85%");
  }

  @Test
  void theStoreIsAwayOrTheLogCannotBeWritten() throws IOException, InvalidSettingsException {
    control.health = new HealthView(false, "no answer from DynamoDB", 7);
    assertThat(found(NEVER)).containsOnlyKeys("store_degraded");
    assertThat(found(NEVER).get("store_degraded").details()).containsEntry("since", 7L);
    control.health =
        new HealthView(false, "the write-ahead log cannot be written: no space left", 7);
    assertThat(found(NEVER)).containsOnlyKeys("wal_unwritable");
  }

  @Test
  void theDiskIsFullOrThereAreTooManyOpenFiles() throws IOException, InvalidSettingsException {
    assertThat(found("alarm.disk_high_watermark = 1", "alarm.files_high_watermark = 101"))
        .containsOnlyKeys("high_disk_usage");
    assertThat(Conditions.share("x", 89, 100, 90)).isNull();
    assertThat(Conditions.share("x", 90, 100, 90).message()).isEqualTo("90% of the x in use");
    assertThat(Conditions.share("x", 100, 100, 101)).isNull();
  }

  @Test
  void aCertificateExpires() throws Exception {
    Instant now = Instant.now();
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("CN=broker")
            .notBefore(now.minus(Duration.ofDays(90)))
            .notAfter(now.plus(Duration.ofDays(2)))
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Path certificate =
        Files.writeString(home.resolve("cert.pem"), bundle.getCertificatePathPEM());
    Path key = Files.writeString(home.resolve("key.pem"), bundle.getPrivateKeyPEM());
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Map<String, Finding> found =
        found(
            NEVER[0],
            NEVER[1],
            "listener.ssl.external = 127.0.0.1:0",
            "listener.ssl.external.certfile = " + certificate,
            "listener.ssl.external.keyfile = " + key);
    assertThat(found).containsOnlyKeys("certificate_expiry");
    assertThat(found.get("certificate_expiry").message())
        .startsWith("the certificate of listener.ssl.external, " + certificate + ", expires at ");
  }
}
