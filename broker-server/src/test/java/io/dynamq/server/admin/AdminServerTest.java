package io.dynamq.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.control.HealthView;
import io.dynamq.server.api.Watching;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {
  @TempDir Path data;
  private AdminFixture admin;
  private String token;

  @BeforeEach
  void open() throws Exception {
    admin = new AdminFixture(data);
    token = Files.readString(data.resolve("admin.token")).strip();
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void keepsTheTokenForTheOwner() throws IOException {
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(
            Files.getPosixFilePermissions(data.resolve("admin.token"))))
        .isEqualTo("rw-------");
  }

  @Test
  void answersWithTheToken() throws IOException {
    String answer = ask("GET /ctl/clients/c1", "Authorization: Bearer " + token);

    assertThat(answer).startsWith("HTTP/1.1 200").contains("application/json");
    assertThat(new ObjectMapper().readTree(body(answer)).get("clientid").asText()).isEqualTo("c1");
  }

  @Test
  void refusesWithoutTheToken() throws IOException {
    assertThat(ask("GET /ctl/clients")).startsWith("HTTP/1.1 401").contains("Bearer");
    assertThat(ask("GET /ctl/clients", "Authorization: Bearer x")).startsWith("HTTP/1.1 401");
    assertThat(ask("GET /ctl/clients", "Authorization: Basic " + token))
        .startsWith("HTTP/1.1 401");
    assertThat(ask("GET /nowhere")).startsWith("HTTP/1.1 401");
  }

  @Test
  void showsTheStatusToAnyone() throws IOException {
    assertThat(ask("GET /status")).startsWith("HTTP/1.1 200").contains("\"started\"");
  }

  @Test
  void tellsAnyoneHowTheBrokerIs() throws IOException {
    assertThat(ask("GET /health")).startsWith("HTTP/1.1 200").contains("\"UP\"");
    admin.health(new HealthView(false, "no answer", 1_000));
    assertThat(ask("GET /health"))
        .startsWith("HTTP/1.1 503")
        .contains("\"DEGRADED\"", "\"no answer\"", "\"1970-01-01T00:00:01Z\"");
    assertThat(ask("GET /status")).startsWith("HTTP/1.1 200").contains("\"DEGRADED\"");
  }

  @Test
  void saysWhatIsNotThere() throws IOException {
    String authorization = "Authorization: Bearer " + token;

    assertThat(ask("GET /nowhere", authorization))
        .startsWith("HTTP/1.1 404")
        .contains("{\r\n".strip(), "\"error\" : \"there is no such path\"");
    assertThat(ask("GET /ctl/clients/nobody", authorization))
        .startsWith("HTTP/1.1 404")
        .contains("Not Found.");
    assertThat(ask("POST /ctl/clients", authorization))
        .startsWith("HTTP/1.1 405")
        .contains("Allow: GET");
    assertThat(ask("DELETE /status")).startsWith("HTTP/1.1 401");
    assertThat(ask("GET /ctl/clients/%zz", authorization)).matches("(?s)HTTP/1.1 40[04].*");
  }

  @Test
  void takesClientIdsWithSlashesAndDots() throws IOException {
    String authorization = "Authorization: Bearer " + token;

    assertThat(ask("GET /ctl/clients/odd%07%2Fid%20%2B%25", authorization))
        .startsWith("HTTP/1.1 200");
    assertThat(ask("GET /ctl/clients/%2E%2E", authorization)).startsWith("HTTP/1.1 404");
  }

  @Test
  void writesDownWhatMayChangeSomethingAndNoPassword() throws IOException {
    String authorization = "Authorization: Bearer " + token;
    ask("GET /ctl/clients", authorization);
    ask("DELETE /ctl/clients/odd%07", authorization);
    ask("PUT /ctl/banned/clientid/c%0A9?for=1h", authorization);
    raw(
        "PUT /ctl/users/ann HTTP/1.1\r\nHost: localhost\r\n" + authorization
            + "\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret");
    ask("DELETE /ctl/clients/c1");
    assertThat(admin.audited())
        .containsExactly(
            "token: clients kick odd\\u0007: 404",
            "token: ban add clientid c\\u000a9 --for=1h: 200",
            "token: users add ann: 200");
  }

  @Test
  void refusesForeignHosts() throws IOException {
    for (String host : new String[] {"evil.example", "127.0.0.1.evil.example:80", "10.0.0.1"}) {
      assertThat(raw("GET /status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 403");
    }
  }

  @Test
  void servesTheApiToWhoHasAKey() throws IOException {
    assertThat(ask("GET /api/v4/clients")).startsWith("HTTP/1.1 401").contains("\"code\":103");
    String token = "Authorization: Bearer " + Files.readString(data.resolve(AdminToken.FILE)).strip();
    assertThat(ask("GET /api/v4/clients?_limit=1", token))
        .startsWith("HTTP/1.1 200")
        .contains("\"hasnext\":true");
    assertThat(ask("PUT /ctl/mgmt/app/App?role=viewer", token)).startsWith("HTTP/1.1 200");
    String answer = ask("PUT /ctl/mgmt/two/Two?role=publisher", token);
    String secret = answer.replaceAll("(?s).*\"secret\" : \"([^\"]+)\".*", "$1");
    String key =
        "Authorization: Basic "
            + java.util.Base64.getEncoder().encodeToString(("two:" + secret).getBytes());
    assertThat(ask("GET /api/v4/clients", key)).startsWith("HTTP/1.1 403");
    assertThat(ask("POST /api/v4/mqtt/publish", key, "Content-Length: 0"))
        .startsWith("HTTP/1.1 400")
        .contains("\"code\":109");
    assertThat(ask("POST /api/v4/mqtt/publish", key, "Content-Length: 9999999"))
        .startsWith("HTTP/1.1 413");
  }

  /** Of the HTTP API: what changes something, by whom; messages are no administration. */
  @Test
  void writesDownWhatTheApiChanges() throws IOException {
    String token = "Authorization: Bearer " + Files.readString(data.resolve(AdminToken.FILE)).strip();
    String secret =
        ask("PUT /ctl/mgmt/two/Two?role=administrator", token)
            .replaceAll("(?s).*\"secret\" : \"([^\"]+)\".*", "$1");
    String key =
        "Authorization: Basic "
            + java.util.Base64.getEncoder().encodeToString(("two:" + secret).getBytes());
    ask("GET /api/v4/clients", key);
    ask("DELETE /api/v4/clients/c1", key);
    ask("DELETE /api/v4/clients/odd%07%0A", key);
    ask("POST /api/v4/mqtt/publish", key, "Content-Length: 0");
    ask("DELETE /api/v4/banned/clientid/x", token);
    ask("DELETE /api/v4/clients/c1");
    assertThat(admin.audited())
        .containsExactly(
            "token: mgmt insert two Two --role=administrator: 200",
            "key two: DELETE /api/v4/clients/c1: 200",
            "key two: DELETE /api/v4/clients/odd%07%0A: 404",
            "token: DELETE /api/v4/banned/clientid/x: 404");
    assertThat(admin.audited().toString()).doesNotContain(secret);
  }

  @Test
  void boundsRequests() throws IOException {
    String authorization = "Authorization: Bearer " + token;

    assertThat(ask("DELETE /ctl/clients/c1", authorization, "Content-Length: 99999"))
        .startsWith("HTTP/1.1 413");
    assertThat(ask("GET /ctl/clients/" + "x".repeat(600_000), authorization))
        .matches("(?s)HTTP/1.1 (414|431).*");
    assertThat(ask("GET /ctl/clients/" + "%20".repeat(65_535), authorization))
        .startsWith("HTTP/1.1 404");
  }

  @Test
  void takesAPasswordAsBodyOnly() throws IOException {
    String authorization = "Authorization: Bearer " + token;
    String add = "PUT /ctl/users/al%2Fice";

    assertThat(ask(add, authorization)).startsWith("HTTP/1.1 400");
    assertThat(ask(add, authorization, "Transfer-Encoding: chunked")).startsWith("HTTP/1.1 400");
    assertThat(ask(add, "Content-Length: 6")).startsWith("HTTP/1.1 401");
    assertThat(
            raw(
                add + " HTTP/1.1\r\nHost: localhost\r\n" + authorization
                    + "\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret"))
        .startsWith("HTTP/1.1 200");
    assertThat(body(ask("GET /ctl/users", authorization)))
        .contains("al/ice")
        .doesNotContain("secret");
  }

  @Test
  void opensOnThisMachineOnly() {
    assertThatThrownBy(() -> AdminServer.open(new InetSocketAddress("0.0.0.0", 0), null, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("this machine only");
  }

  @Test
  void reportsATakenPort() {
    assertThatThrownBy(
            () -> AdminServer.open(new InetSocketAddress("127.0.0.1", admin.port()), null, null))
        .isInstanceOf(IOException.class);
  }

  @Test
  void everyCommandHasAnAction() {
    Actions actions =
        new Actions(
            new Operations(
                new FakeControl(),
                null, null, null, null, null, null, null, null,
                new Watching(null, null, null, null), null, null, null, null, "", 0, null));
    assertThat(Commands.all()).allSatisfy(row -> assertThat(actions.of(row)).isNotNull());
    assertThat(Commands.all())
        .allSatisfy(
            row ->
                assertThat(row.path().split("<>", -1))
                    .hasSize(row.parameters() + (row.body() == Command.Body.FILE ? 0 : 1)));
  }

  private String ask(String line, String... headers) throws IOException {
    StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return raw(request.append("Connection: close\r\n\r\n").toString());
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", admin.port())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n"));
  }
}
