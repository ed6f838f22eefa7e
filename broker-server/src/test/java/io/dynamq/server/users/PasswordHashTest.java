package io.dynamq.server.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
  // Test vectors of the reference implementation of Argon2 (test.c) and of bcrypt by OpenWall.
  private static final String ARGON2ID =
      "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  private static final String BCRYPT =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void agreesWithTheReferenceImplementations() {
    assertThat(PasswordHash.parse(ARGON2ID).matches(bytes("password"))).isTrue();
    assertThat(PasswordHash.parse(ARGON2ID).matches(bytes("Password"))).isFalse();
    assertThat(PasswordHash.parse(BCRYPT).matches(bytes("U*U"))).isTrue();
    assertThat(PasswordHash.parse(BCRYPT).matches(bytes("U*V"))).isFalse();
  }

  @Test
  void readsWhatItWrites() {
    PasswordHash.Cost cost = new PasswordHash.Cost(64, 1, 2);
    PasswordHash hash = PasswordHash.of(bytes("secret"), cost, new SecureRandom());
    PasswordHash read = PasswordHash.parse(hash.text());
    assertThat(read.matches(bytes("secret"))).isTrue();
    assertThat(read.matches(bytes("secre"))).isFalse();
    assertThat(read.text()).isEqualTo(hash.text());
    assertThat(hash.toString()).isEqualTo("argon2id");
  }

  @Test
  void takesAnotherSaltEachTime() {
    PasswordHash.Cost cost = new PasswordHash.Cost(64, 1, 1);
    SecureRandom random = new SecureRandom();
    assertThat(PasswordHash.of(bytes("secret"), cost, random).text())
        .isNotEqualTo(PasswordHash.of(bytes("secret"), cost, random).text());
  }

  @Test
  void refusesOtherNotationsAndRuinousCosts() {
    for (String text :
        new String[] {
          "", "secret", ARGON2ID.replace("argon2id", "argon2i"), ARGON2ID.replace("v=19", "v=16"),
          ARGON2ID.replace("m=256", "m=262145"), ARGON2ID.replace("t=2", "t=17"),
          ARGON2ID.replace("t=2", "t=0"), ARGON2ID.replace("m=256", "m=7"),
          ARGON2ID.replace("p=1", "p=0"), BCRYPT.replace("$05$", "$17$"),
          BCRYPT.replace("$2a$", "$1$"), BCRYPT.substring(1)
        }) {
      assertThat(PasswordHash.parse(text)).as(text).isNull();
    }
  }
}
