package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
        .allSatisfy(notice -> assertThat(notice).contains("auth.scram = on"));
    config.file("allow_anonymous = false", "auth.scram = on");
    assertThat(config.load().notices()).isEmpty();
  }
}
