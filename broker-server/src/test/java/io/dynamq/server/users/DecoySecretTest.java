package io.dynamq.server.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoySecretTest {
  @TempDir Path data;

  @Test
  void staysTheSameOverRestarts() throws IOException {
    byte[] first = DecoySecret.of(data);
    assertThat(first).hasSize(32);
    assertThat(DecoySecret.of(data)).isEqualTo(first);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(data.resolve("scram.secret"))))
        .isEqualTo("rw-------");
  }

  @Test
  void refusesAFileThatIsNone() throws IOException {
    Path file = data.resolve("scram.secret");
    Files.writeString(file, "abcd\n");
    assertThatThrownBy(() -> DecoySecret.of(data)).hasMessageContaining("wrong length");
    Files.writeString(file, "secret\n");
    assertThatThrownBy(() -> DecoySecret.of(data)).hasMessageContaining("is not a secret");
  }
}
