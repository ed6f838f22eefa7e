package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.client;
import static io.dynamq.server.e2e.Packets.publish;
import static io.dynamq.server.e2e.Packets.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and rules made by the commands of the documentation, with the real {@code aws}. */
class AccessTablesIT {
  private static final String ALLOWED = "20 02 00 00";
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final String WRONG = "20 02 00 04";
  private static final String AWAY = "20 02 00 03";

  @TempDir static Path directory;
  private static EmbeddedDynamoDb store;
  private static BrokerProcess broker;

  @BeforeAll
  static void start() throws IOException {
    Command.require("aws");
    store = EmbeddedDynamoDb.start(Options.inMemory());
    broker =
        BrokerProcess.on(directory, store.port())
            .with("DYNAMQ_PERSISTENCE", "memory")
            .with("DYNAMQ_AUTH__ORDER", "jwt, dynamo")
            .with("DYNAMQ_AUTH__JWT__SECRET_FILE", secretFile().toString())
            .with("DYNAMQ_AUTH__DYNAMO__ACL", "on")
            .with("DYNAMQ_AUTH__DYNAMO__CACHE_TTL", "100ms")
            .with("DYNAMQ_AUTH__DYNAMO__CACHE_GRACE", "0ms")
            .start();
    shell("authentication", "users");
    shell("authorization", "rules");
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
      store.close();
    }
  }

  /** Runs what a page shows. */
  private static void shell(String page, String block) throws IOException {
    String text = Files.readString(Path.of("..", "docs", page + ".md"));
    int begin = text.indexOf("```sh\n", text.indexOf("<!-- aws: " + block + " -->")) + 6;
    for (String line : text.substring(begin, text.indexOf("```", begin)).lines().toList()) {
      aws(line);
    }
  }

  private static void aws(String line) {
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", line + " --endpoint-url " + store.endpoint());
    shell.environment().put("AWS_ACCESS_KEY_ID", "FAKE_AWS_ACCESS_KEY_ID");
    shell.environment().put("AWS_SECRET_ACCESS_KEY", "FAKE_AWS_SECRET_ACCESS_KEY");
    shell.environment().put("AWS_DEFAULT_REGION", "us-west-2");
    Command.run(shell).succeeded();
  }

  private static byte[] connect(String id, String user, String password) {
    ByteBuffer body = ByteBuffer.allocate(1_024);
    body.put(RawClient.bytes("00 04 4d 51 54 54 04 c2 00 3c"));
    for (String text : List.of(id, user, password)) {
      body.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
    }
    int length = body.position();
    // A length of two bytes is allowed for short packets, too.
    return ByteBuffer.allocate(3 + length)
        .put((byte) 0x10)
        .put((byte) (length % 128 | 128))
        .put((byte) (length / 128))
        .put(body.array(), 0, length)
        .array();
  }

  private static void connects(String id, String user, String password, String answer) {
    try (RawClient client = client(broker)) {
      client.send(connect(id, user, password)).expect(answer);
    }
  }

  @Test
  void usersAndDevicesOfTheTableAreLetIn() {
    connects("any", "ann", "secret", ALLOWED);
    connects("any", "ann", "Secret", WRONG);
    connects("any", "bob", "secret", WRONG);
    connects("gate-7", "gates", "open", ALLOWED);
    connects("gate-7", "dashboard", "open", WRONG);
  }

  @Test
  void rulesOfTheTableHold() {
    try (RawClient ann = client(broker);
        RawClient root = client(broker)) {
      ann.send(connect("d1", "ann", "secret")).expect(ALLOWED);
      ann.send(subscribe("ann/#", 0)).expect("90 03 00 01 00");
      ann.send(subscribe("dev/d1/x", 0)).expect("90 03 00 01 00");
      ann.send(subscribe("dev/d2/x", 0)).expect("90 03 00 01 80");
      ann.send(subscribe("#", 0)).expect("90 03 00 01 80");
      root.send(connect("r", "root", "toor")).expect(ALLOWED);
      root.send(subscribe("#", 0)).expect("90 03 00 01 00");
      root.send(publish("dev/d1/x", 1, 7, "hello"));
      assertThat(Packets.text(ann.readPacket())).isEqualTo("hello");
    }
  }

  @Test
  void aTokenLetsInAndItsConnectionEndsWithIt() throws Exception {
    long end = System.currentTimeMillis() / 1_000 - 2;
    String token =
        token("{\"sub\":\"tom\",\"exp\":" + end + ",\"acl\":{\"sub\":[\"dev/%c/#\"]}}");
    try (RawClient client = client(broker)) {
      // Over two seconds ago, which the clock's tolerance of five forgives for three more.
      client.send(connect("tok", "tom", token)).expect(ALLOWED);
      client.send(subscribe("dev/tok/a", 0)).expect("90 03 00 01 00");
      client.send(subscribe("t/tok", 0)).expect("90 03 00 01 80");
      client.expectClose();
    }
    connects("tok", "ann", token, WRONG);
    connects("tok", "tom", token, WRONG);
  }

  private static String token(String claims) throws GeneralSecurityException {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String signed =
        base64.encodeToString("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.US_ASCII))
            + "."
            + base64.encodeToString(claims.getBytes(StandardCharsets.US_ASCII));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    return signed + "." + base64.encodeToString(mac.doFinal(signed.getBytes()));
  }

  private static Path secretFile() throws IOException {
    Path file = directory.resolve("jwt_secret");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, SECRET);
  }

  @Test
  void aBanHoldsAtOnceAlsoForWhoIsConnected() {
    try (RawClient banned = client(broker)) {
      banned.send(connect("restless", "root", "toor")).expect(ALLOWED);
      broker.ctl("ban", "add", "clientid", "restless", "--for=1h", "--reason=too loud").succeeded();
      banned.expectClose();
    }
    connects("restless", "root", "toor", "20 02 00 05");
    connects("other", "root", "toor", ALLOWED);
    assertThat(broker.ctl("ban", "list").succeeded().out())
        .startsWith("Ban(clientid, restless, reason=too loud, by=administrator, at=");
    broker.ctl("ban", "del", "clientid", "restless").succeeded();
    connects("restless", "root", "toor", ALLOWED);
  }

  @Test
  void aChangedRowIsNoticed() {
    connects("any", "carl", "x", WRONG);
    aws(
        "aws dynamodb put-item --table-name mqtt_user --item '{\"who\": {\"S\": \"user:carl\"},"
            + " \"algorithm\": {\"S\": \"plain\"}, \"hash\": {\"S\": \"x\"}}'");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> connects("any", "carl", "x", ALLOWED));
  }

  @Test
  void nobodyIsLetInWhileTheTableCannotBeRead() {
    store.faults().add(Fault.of(FaultKind.INTERNAL_ERROR).on("GetItem"));
    try {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> connects("any", "ann", "secret", AWAY));
    } finally {
      store.faults().clear();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> connects("any", "ann", "secret", ALLOWED));
  }
}
