package io.dynamq.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.admin.AdminFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Calls of the command line against an administration over a broker of lists. */
abstract class CtlCalls {
  @TempDir Path data;
  final Map<String, String> environment = new HashMap<>();
  AdminFixture admin;
  String input = "";
  /** How often a watched command is asked. */
  int rounds = 1;
  String out;
  String err;

  @BeforeEach
  void open() throws Exception {
    admin = new AdminFixture(data);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  int run(String... arguments) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(outBytes, true, StandardCharsets.UTF_8);
    int[] round = new int[1];
    environment.putIfAbsent("DYNAMQ_DATA_DIR", data.toString());
    int code =
        new Ctl(
                Path.of("/nowhere"),
                environment,
                new Passwords(
                    new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), null),
                printed,
                new PrintStream(errBytes, true, StandardCharsets.UTF_8),
                new Watch(printed, seconds -> ++round[0] < rounds, false))
            .run(arguments);
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }

  void prints(String expected, String... arguments) {
    assertThat(run(arguments)).as(err).isZero();
    assertThat(out).isEqualTo(expected);
  }

  void refuses(int code, String expected, String... arguments) {
    assertThat(run(arguments)).isEqualTo(code);
    assertThat(err).isEqualTo(expected);
    assertThat(out).isEmpty();
  }
}
