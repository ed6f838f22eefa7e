package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.store.access.AccessOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthKeysTest {
  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws Exception {
    config = new ConfigFixture(home);
  }

  @Test
  void scramIsOffUnlessAskedFor() throws Exception {
    assertThat(config.load().scram()).isEmpty();
  }

  @Test
  void scramHasDefaults() throws Exception {
    config.file("auth.scram = on");
    assertThat(config.load().scram())
        .contains(new ScramConfig(home.resolve("etc/scram_users"), "etc/scram_users", 15_000));
  }

  @Test
  void scramTakesAnotherFileAndCount() throws Exception {
    config.file(
        "auth.scram = on", "auth.scram.users_file = /srv/users", "auth.scram.iterations = 4096");
    assertThat(config.load().scram())
        .contains(new ScramConfig(Path.of("/srv/users"), "/srv/users", 4_096));
  }

  @Test
  void refusesFewerIterationsThanTheRfc() throws Exception {
    config.file("auth.scram = on", "auth.scram.iterations = 4095");
    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:2: auth.scram.iterations: '4095' is out of bounds,"
                + " expected a whole number from 4096 to 1000000");
  }

  @Test
  void doesNotOfferItselfForEmqxsOtherWaysToAuthenticate() throws Exception {
    config.file("auth.user.1.username = admin", "auth.mysql.server = 127.0.0.1:3306");
    assertThat(config.problems()).hasSize(2).noneMatch(problem -> problem.contains("auth.scram"));
  }

  @Test
  void saysThatNobodyCanConnect() throws Exception {
    config.file("allow_anonymous = false");
    assertThat(config.load().notices())
        .isNotEmpty()
        .allSatisfy(notice -> assertThat(notice).contains("auth.order = file").contains("auth.scram = on"));
    config.file("allow_anonymous = false", "auth.scram = on");
    assertThat(config.load().notices()).isEmpty();
  }

  @Test
  void readsTheChain() throws Exception {
    assertThat(config.load().auth())
        .isEqualTo(
            new AuthConfig(
                List.of(), 20, 1_000, new FlappingConfig(30, 60_000, 300_000), new UsersFile(home.resolve("etc/users"), "etc/users"), null, null, null));
    config.file(
        "auth.order = file", "auth.attempts_per_second = 5", "auth.max_waiting = 10",
        "flapping_detect_policy = 3, 10s, 1m",
        "auth.file.users_file = /srv/users");
    assertThat(config.load().auth())
        .isEqualTo(
            new AuthConfig(
                List.of("file"), 5, 10, new FlappingConfig(3, 10_000, 60_000), new UsersFile(Path.of("/srv/users"), "/srv/users"), null, null, null));
  }

  @Test
  void readsWhatIsWantedOfTables() throws Exception {
    config.file("auth.order = dynamo");
    assertThat(config.load().auth().tables())
        .isEqualTo(new AccessOptions(null, "mqtt_user", null, 30_000, 300_000, 100_000));
    config.file(
        "auth.dynamo.acl = on", "auth.dynamo.acl_table = rules", "auth.dynamo.pool = pool2",
        "auth.dynamo.cache_ttl = 1s", "auth.dynamo.cache_grace = 0s",
        "auth.dynamo.cache_size = 100");
    assertThat(config.load().auth().tables())
        .isEqualTo(new AccessOptions("pool2", null, "rules", 1_000, 0, 100));
  }

  @Test
  void readsHowTokensAreJudged() throws Exception {
    config.file(
        "auth.order = jwt", "auth.jwt.pubkey = etc/key.pem", "auth.jwt.algorithms = ES256, RS256",
        "auth.jwt.verify_claims.aud = mqtt", "auth.jwt.jwks = http://127.0.0.1:9/jwks");
    assertThat(config.load().auth().jwt())
        .isEqualTo(
            new JwtConfig(
                false,
                new JwtConfig.Keys(
                    null,
                    new UsersFile(home.resolve("etc/key.pem"), "etc/key.pem"),
                    URI.create("http://127.0.0.1:9/jwks"),
                    300_000),
                List.of("ES256", "RS256"),
                Map.of("aud", "mqtt"),
                new JwtConfig.Names("sub", "acl"),
                5_000,
                true));
  }

  @Test
  void readsWhomToAsk() throws Exception {
    config.file("auth.order = http", "auth.http.auth_req.url = http://127.0.0.1:9/auth");
    assertThat(config.load().auth().http())
        .isEqualTo(new HttpConfig(URI.create("http://127.0.0.1:9/auth"), 5_000, 32, 10_000));
    config.file("auth.order = http");
    assertThat(config.problems()).singleElement().asString().contains("has http, but nobody to ask");
    config.file("auth.order = http", "auth.http.auth_req.url = http://192.0.2.1/auth");
    assertThat(config.problems()).singleElement().asString().contains("cannot be trusted");
  }

  @Test
  void refusesTokensThatProveNothing() throws Exception {
    config.file("auth.order = jwt");
    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: auth.order: has jwt, but there are no keys, expected"
                + " auth.jwt.pubkey, auth.jwt.jwks or auth.jwt.secret_file");
    config.file("auth.order = jwt", "auth.jwt.jwks = http://192.0.2.1/jwks");
    assertThat(config.problems())
        .singleElement()
        .asString()
        .startsWith("etc/broker.conf:2: auth.jwt.jwks: 'http://192.0.2.1/jwks' cannot be trusted");
    config.file("auth.order = jwt", "auth.jwt.pubkey = k", "auth.jwt.algorithms = none");
    assertThat(config.problems()).singleElement().asString().contains("'none' is not one or more");
    config.file(
        "auth.order = jwt", "auth.jwt.pubkey = k", "auth.jwt.from = username",
        "auth.jwt.username_claim = none", "zone.external.use_username_as_clientid = on");
    assertThat(config.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.contains("is none, expected a claim"))
        .anyMatch(problem -> problem.contains("would make client ids of tokens"));
  }

  @Test
  void refusesAChainThatCannotBeMeant() throws Exception {
    config.file("auth.order = file, ldap");
    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: auth.order: 'ldap' is not one or more, separated by commas, of file,"
                + " cert, jwt, dynamo, http");
    config.file("auth.order = file, cert, file");
    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: auth.order: names a link twice, expected each once",
            "etc/broker.conf:1: auth.order: has cert, but no listener asks clients for certificates,"
                + " expected verify = verify_peer for one of them");
    config.file(
        "auth.order = cert", "listener.ssl.external.certfile = c.pem",
        "listener.ssl.external.keyfile = k.pem", "listener.ssl.external.cacertfile = a.pem",
        "listener.ssl.external.verify = verify_peer");
    assertThat(config.load().auth().order()).containsExactly("cert");
  }

  @Test
  void opensToTheNetworkWhereClientsProveWhoTheyAre() throws Exception {
    for (String way : List.of("auth.order = file", "auth.scram = on")) {
      config.file(way);
      assertThat(config.load().listeners())
          .isNotEmpty()
          .allSatisfy(
              listener -> {
                assertThat(listener.address()).startsWith("0.0.0.0:");
                assertThat(listener.anonymous()).isFalse();
              });
      assertThat(config.load().notices()).isEmpty();
    }
    config.file("auth.order = file", "allow_anonymous = true");
    assertThat(config.load().listeners()).allMatch(ListenerConfig::anonymous);
  }
}
