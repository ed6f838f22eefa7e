package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.client;
import static io.dynamq.server.e2e.Packets.connect;
import static io.dynamq.server.e2e.Packets.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker that is told everything and logs everything gives away. */
class SecretsIT {
  private static final String RIGHT = "r1ght-hidden";
  private static final String WRONG = "wr0ng-hidden";
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  @TempDir Path directory;
  private final int adminPort = BrokerProcess.freePort();
  private String token;

  private String http(String method, String path, String body) throws IOException {
    HttpURLConnection asked =
        (HttpURLConnection) URI.create("http://127.0.0.1:" + adminPort + path).toURL()
            .openConnection();
    asked.setRequestMethod(method);
    asked.setRequestProperty("Authorization", "Bearer " + token);
    if (body != null) {
      asked.setDoOutput(true);
      asked.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(asked.getResponseCode()).as(path).isEqualTo(200);
    return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static byte[] withPassword(String id, String password) {
    String body =
        "00044d515454" + "04c2003c" + hex(id) + hex("ann") + hex(password);
    return RawClient.bytes("10" + "%02x".formatted(body.length() / 2) + body);
  }

  private static String hex(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return "%04x".formatted(bytes.length) + RawClient.text(bytes).replace(" ", "");
  }

  private static String commandLine(long pid) throws IOException {
    return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
  }

  @Test
  void nothingShowsASecretAndNoNameOfAClientBecomesAFile() throws IOException {
    Path data = directory.resolve("data");
    try (BrokerProcess broker =
        new BrokerProcess(data)
            .with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + adminPort)
            .with("DYNAMQ_AUTH__ORDER", "file")
            .with("DYNAMQ_AUTH__FILE__USERS_FILE", directory.resolve("users").toString())
            .with("DYNAMQ_ALLOW_ANONYMOUS", "true")
            .with("DYNAMQ_BROKER__SYS_INTERVAL", "1s")
            .with("DYNAMQ_LOG__LEVEL", "debug")
            .start()) {
      token = Files.readString(data.resolve("admin.token")).strip();
      http("PUT", "/ctl/users/ann", RIGHT);
      String secret =
          http("PUT", "/ctl/mgmt/app/App?role=viewer", null)
              .replaceAll("(?s).*\"secret\" : \"([^\"]+)\".*", "$1");
      List<String> shown = new ArrayList<>();
      try (RawClient reader = client(broker)) {
        reader.send(connect("reader", true)).expect("20 02 00 00");
        // $SYS/#
        reader.send("82 0b 00 01 00 06 24 53 59 53 2f 23 00").expect("90 03 00 01 00");
        play(broker);
        for (int i = 0; i < 40; i++) {
          shown.add(new String(reader.readPacket(), StandardCharsets.UTF_8));
        }
      }
      shown.add(http("GET", "/metrics", null));
      shown.add(http("GET", "/ctl/clients", null));
      shown.add(http("GET", "/ctl/users", null));
      shown.add(broker.output());
      shown.add(commandLine(broker.pid()));
      for (String hidden : List.of(RIGHT, WRONG, token, secret)) {
        assertThat(shown).noneMatch(text -> text.contains(hidden));
      }
      assertThat(broker.output()).contains("\\u001b[31mred").doesNotContain("\u001b[31mred");
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        assertThat(file.getFileName().toString()).doesNotContain("escape");
        if (file.startsWith(data) && Files.isRegularFile(file) && !file.toString().contains("start-")) {
          assertThat(Files.getPosixFilePermissions(file)).as(file.toString())
              .doesNotContainAnyElementsOf(OTHERS);
        }
      }
    }
  }

  /** Wrong and right passwords, and names that would like to be paths or colours. */
  private static void play(BrokerProcess broker) {
    try (RawClient wrong = client(broker)) {
      wrong.send(withPassword("w", WRONG)).expect("20 02 00 04").expectClose();
    }
    try (RawClient wrong = client(broker)) {
      wrong.send(withPassword("\u001b[31mred", WRONG)).expect("20 02 00 04").expectClose();
    }
    try (RawClient right = client(broker)) {
      right.send(withPassword("../../escape", RIGHT)).expect("20 02 00 00");
      right.send(publish("../../escape", 1, 1, "x")).expect("40 02 00 01");
    }
  }
}
