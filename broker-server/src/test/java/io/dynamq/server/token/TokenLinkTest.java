package io.dynamq.server.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.auth.acl.GrantedRules;
import io.dynamq.hook.Standing;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.server.config.JwtConfig;
import io.dynamq.server.config.UsersFile;
import io.dynamq.server.users.HashWorkers;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.testkit.FakeTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenLinkTest {
  private static final Opinion FORGED = Opinion.wrong("no key of ours has signed the token");
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir Path directory;
  private final FakeTime time = new FakeTime();
  private final Meters meters = new Meters();
  private final HashWorkers workers = new HashWorkers(10);
  private ECKey key;
  private Path pem;
  private TokenLink link;

  @BeforeEach
  void makeKey() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    pem = directory.resolve("key.pem");
    Files.writeString(
        pem,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.toECPublicKey().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
  }

  @AfterEach
  void close() {
    if (link != null) {
      link.close();
    }
    workers.close();
  }

  private void open(
      boolean fromUsername, JwtConfig.Keys keys, List<String> algorithms, Map<String, String> claims)
      throws InvalidSettingsException {
    link =
        TokenLink.open(
            new JwtConfig(
                fromUsername,
                keys,
                algorithms,
                claims,
                new JwtConfig.Names("sub", "acl"),
                5_000,
                true),
            workers,
            meters,
            time);
  }

  private JwtConfig.Keys keys() {
    return new JwtConfig.Keys(null, new UsersFile(pem, "key.pem"), null, 300_000);
  }

  private void open() throws InvalidSettingsException {
    open(false, keys(), List.of(), Map.of());
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .subject("ann")
        .expirationTime(new Date(time.epochMillis() + 60_000));
  }

  private String signed(JWTClaimsSet claims) throws Exception {
    return signed(claims, JWSAlgorithm.ES256, "k1", new ECDSASigner(key));
  }

  private static String signed(
      JWTClaimsSet claims, JWSAlgorithm algorithm, String id, JWSSigner signer) throws Exception {
    SignedJWT token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(id).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  private Opinion judge(String username, String password) {
    return link.judge(
            new Credentials(
                "d1",
                username,
                password == null ? null : password.getBytes(StandardCharsets.UTF_8),
                null,
                "mqtt:tcp:test"))
        .join();
  }

  private static Standing standing(Opinion opinion) {
    assertThat(opinion).isInstanceOf(Opinion.Allow.class);
    return ((Opinion.Allow) opinion).standing();
  }

  @Test
  void letsInWhoHasATokenAndEndsWithIt() throws Exception {
    open();
    Standing standing =
        standing(judge("ann", signed(claims().claim("tenant", "t7").claim("n", 5).build())));
    assertThat(standing.by()).isEqualTo("jwt");
    assertThat(standing.superuser()).isFalse();
    assertThat(standing.attributes())
        .containsEntry("claim.tenant", "t7")
        .containsEntry("claim.n", 5L)
        .doesNotContainKey(Standing.USERNAME);
    assertThat((Long) standing.attributes().get(Standing.ENDS_AT))
        .isBetween(time.epochMillis() + 64_000, time.epochMillis() + 65_000);
    assertThat(judge(null, signed(claims().build()))).isInstanceOf(Opinion.Allow.class);
  }

  @Test
  void aUserNameHasToBeTheTokens() throws Exception {
    open();
    assertThat(judge("bob", signed(claims().build())))
        .isEqualTo(Opinion.wrong("the user name is not the token's sub"));
    assertThat(judge("ann", signed(claims().subject(null).build())))
        .isEqualTo(Opinion.wrong("the user name is not the token's sub"));
  }

  @Test
  void refusesUnsignedAndForgedTokens() throws Exception {
    open();
    String none = new PlainJWT(claims().build()).serialize();
    assertThat(judge("ann", none)).isEqualTo(Opinion.wrong("the token cannot be read"));
    String good = signed(claims().build());
    assertThat(judge("ann", good.substring(0, good.lastIndexOf('.') + 1)))
        .isNotInstanceOf(Opinion.Allow.class);
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    assertThat(
            judge("ann", signed(claims().build(), JWSAlgorithm.ES256, "k1", new ECDSASigner(other))))
        .isEqualTo(FORGED);
    String[] parts = good.split("\\.");
    String changed =
        Base64.getUrlEncoder().withoutPadding().encodeToString("{\"sub\":\"root\"}".getBytes());
    assertThat(judge("root", parts[0] + "." + changed + "." + parts[2])).isEqualTo(FORGED);
  }

  @Test
  void aPublicKeyIsNoSecret() throws Exception {
    open();
    String confused =
        signed(
            claims().build(), JWSAlgorithm.HS256, null, new MACSigner(Files.readAllBytes(pem)));
    assertThat(judge("ann", confused)).isEqualTo(FORGED);
  }

  @Test
  void aTokenCountsForItsTime() throws Exception {
    open();
    String token =
        signed(
            claims().notBeforeTime(new Date(time.epochMillis() + 20_000)).build());
    assertThat(judge("ann", token)).isEqualTo(Opinion.wrong("the token does not count yet"));
    time.advanceMillis(15_000);
    assertThat(judge("ann", token)).isInstanceOf(Opinion.Allow.class);
    time.advanceMillis(51_000);
    assertThat(judge("ann", token)).isEqualTo(Opinion.wrong("the token is over"));
  }

  @Test
  void takesAlgorithmsOfTheListOnly() throws Exception {
    open(false, keys(), List.of("RS256"), Map.of());
    assertThat(judge("ann", signed(claims().build())))
        .isEqualTo(Opinion.wrong("its algorithm is not among auth.jwt.algorithms"));
  }

  @Test
  void verifiesClaims() throws Exception {
    open(false, keys(), List.of(), Map.of("aud", "mqtt", "client", "%c", "name", "%u"));
    JWTClaimsSet.Builder right =
        claims().audience(List.of("web", "mqtt")).claim("client", "d1").claim("name", "ann");
    assertThat(judge("ann", signed(right.build()))).isInstanceOf(Opinion.Allow.class);
    assertThat(judge("ann", signed(right.claim("client", "d2").build())))
        .isEqualTo(Opinion.wrong("the token's client is not what was expected"));
  }

  @Test
  void theTokenCanBeTheUserName() throws Exception {
    open(true, keys(), List.of(), Map.of());
    Standing standing = standing(judge(signed(claims().build()), null));
    assertThat(standing.attributes()).containsEntry(Standing.USERNAME, "ann");
    assertThat(judge(signed(claims().subject("").build()), null))
        .isNotInstanceOf(Opinion.Allow.class);
  }

  @Test
  void readsAccessRulesOfBothForms() throws Exception {
    open();
    Object lists = Map.of("pub", List.of("a/%c"), "sub", List.of("b"), "all", List.of("c"));
    assertThat(rules(lists))
        .containsExactlyInAnyOrder(
            "allow publish a/%c", "allow subscribe b", "allow pubsub c");
    Object objects =
        List.of(
            Map.of("permission", "deny", "action", "all", "topic", "x/#"),
            Map.of("permission", "allow", "action", "subscribe", "topic", "#"));
    assertThat(rules(objects)).containsExactly("deny pubsub x/#", "allow subscribe #");
    for (Object wrong : List.of("all", Map.of("write", List.of("a")), Map.of("pub", "a"), 7)) {
      assertThat(judge("ann", signed(claims().claim("acl", wrong).build())))
          .isEqualTo(Opinion.wrong("the token's acl cannot be read"));
    }
  }

  private List<String> rules(Object claim) throws Exception {
    Standing standing = standing(judge("ann", signed(claims().claim("acl", claim).build())));
    return ((GrantedRules) standing.attributes().get(GrantedRules.ATTRIBUTE))
        .rules().stream()
            .map(rule -> rule.permission() + " " + rule.action() + " " + rule.topic())
            .toList();
  }

  @Test
  void hasNoOpinionOnWhatIsNoToken() throws Exception {
    open();
    for (String other : new String[] {null, "", "secret", "a.b.c", "ey.x", "x".repeat(60_000)}) {
      assertThat(judge("ann", other)).isEqualTo(Opinion.NONE);
    }
    assertThat(judge("ann", "eyJ.b.c")).isEqualTo(Opinion.wrong("the token cannot be read"));
  }

  @Test
  void aSecretVerifiesHmacs() throws Exception {
    Path secret = directory.resolve("secret");
    Files.createFile(
        secret,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, SECRET + "\n");
    open(
        false,
        new JwtConfig.Keys(new UsersFile(secret, "secret"), null, null, 300_000),
        List.of(),
        Map.of());
    String token =
        signed(claims().build(), JWSAlgorithm.HS256, null, new MACSigner(SECRET));
    assertThat(judge("ann", token)).isInstanceOf(Opinion.Allow.class);
    assertThat(judge("ann", signed(claims().build()))).isEqualTo(FORGED);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    Files.writeString(secret, "short");
    assertThatThrownBy(
            () ->
                open(
                    false,
                    new JwtConfig.Keys(new UsersFile(secret, "secret"), null, null, 300_000),
                    List.of(),
                    Map.of()))
        .hasMessageContaining("is open to others (rw-r-----)")
        .hasMessageContaining("has 5 bytes, expected 32 or more");
  }

  @Test
  void namesWhatIsWrongWithAKey() throws Exception {
    Files.writeString(pem, "-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----\n");
    assertThatThrownBy(this::open).hasMessageContaining("has no key that can be used");
    Files.delete(pem);
    assertThatThrownBy(this::open).hasMessageContaining("does not exist");
  }

  @Test
  void fetchesKeysAndFetchesAgainWhatIsMissing() throws Exception {
    AtomicReference<String> served = new AtomicReference<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/jwks",
        exchange -> {
          byte[] body = String.valueOf(served.get()).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(served.get() == null ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks");
      open(false, new JwtConfig.Keys(null, null, address, 3_600_000), List.of(), Map.of());
      await().until(() -> meters.value(Metric.AUTH_JWKS_ERRORS) == 1);
      String token = signed(claims().build());
      assertThat(judge("ann", token))
          .isEqualTo(
              new Opinion.Deny(ReasonCode.SERVER_UNAVAILABLE, "its keys cannot be fetched"));
      served.set(new JWKSet(key).toString());
      time.advanceMillis(10_000);
      await().untilAsserted(() -> assertThat(judge("ann", token)).isInstanceOf(Opinion.Allow.class));

      ECKey next = new ECKeyGenerator(Curve.P_256).keyID("k2").generate();
      String rotated =
          signed(claims().build(), JWSAlgorithm.ES256, "k2", new ECDSASigner(next));
      assertThat(judge("ann", rotated)).isEqualTo(FORGED);
      served.set(new JWKSet(List.of(key, next)).toString());
      time.advanceMillis(10_000);
      await()
          .untilAsserted(() -> assertThat(judge("ann", rotated)).isInstanceOf(Opinion.Allow.class));

      served.set("{\"keys\": nonsense");
      String unknown =
          signed(claims().build(), JWSAlgorithm.ES256, "k3", new ECDSASigner(next));
      time.advanceMillis(10_000);
      judge("ann", unknown);
      await().until(() -> meters.value(Metric.AUTH_JWKS_ERRORS) == 2);
      assertThat(judge("ann", token)).isInstanceOf(Opinion.Allow.class);
    } finally {
      server.stop(0);
    }
  }
}
