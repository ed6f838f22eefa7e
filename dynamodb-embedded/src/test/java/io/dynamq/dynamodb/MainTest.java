package io.dynamq.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void readsOptions() {
    assertThat(Main.options())
        .isEqualTo(Options.onDisk(Path.of("data", "dynamodb")).withPort(8000));
    assertThat(Main.options("--port", "0", "--in-memory", "--fault-control", "--host", "::1"))
        .isEqualTo(Options.inMemory().withHost("::1").withFaultControl(true));
    assertThat(Main.options("--data-dir", "d", "--fsync").fsync()).isTrue();
  }

  @Test
  void refusesWrongOptions() {
    assertThatThrownBy(() -> Main.options("--colour")).hasMessage("unknown option --colour");
    assertThatThrownBy(() -> Main.options("--port")).hasMessage("--port needs an argument");
    assertThatThrownBy(() -> Main.options("--port", "x")).hasMessageContaining("not x");
    assertThatThrownBy(() -> Main.options("--port", "70000"))
        .hasMessage("port must be from 0 to 65535, not 70000");
  }
}
