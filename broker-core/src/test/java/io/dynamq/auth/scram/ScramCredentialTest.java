package io.dynamq.auth.scram;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramCredentialTest {
  private static final String TEXT =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
          + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

  @Test
  void derivesTheKeysOfTheRfcsExample() {
    byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    assertThat(ScramCredential.of("pencil".toCharArray(), 4_096, salt).text()).isEqualTo(TEXT);
  }

  @Test
  void readsWhatItWrites() {
    assertThat(ScramCredential.parse(TEXT).text()).isEqualTo(TEXT);
    assertThat(ScramCredential.parse(TEXT).iterations()).isEqualTo(4_096);
  }

  @Test
  void saltsTheSamePasswordAnew() {
    SecureRandom random = new SecureRandom();
    String one = ScramCredential.of("pencil".toCharArray(), 4_096, random).text();
    assertThat(ScramCredential.of("pencil".toCharArray(), 4_096, random).text()).isNotEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0007b", "\u00ad"})
  void hasNoKeysForWhatIsNoPassword(String password) {
    assertThat(ScramCredential.of(password.toCharArray(), 4_096, new byte[16])).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "SCRAM-SHA-1$4096:W22Z$WG5d:wfPL", "SCRAM-SHA-256$4095:W22ZaJ0SNY7soEsUEjb6gQ==$A:B",
        "SCRAM-SHA-256$4096:W22Z$WG5d:wfPL"
      })
  void doesNotReadWhatItWouldNotWrite(String text) {
    assertThat(ScramCredential.parse(text)).isNull();
    assertThat(ScramCredential.parse(TEXT.replace("4096", "4095"))).isNull();
    assertThat(ScramCredential.parse(TEXT.replace("4096", "10000001"))).isNull();
    assertThat(ScramCredential.parse(TEXT.replace("gQ==", "g==="))).isNull();
    assertThat(ScramCredential.parse(TEXT + "x")).isNull();
  }

  @Test
  void keepsItsKeysOutOfLogs() {
    assertThat(ScramCredential.parse(TEXT)).hasToString("SCRAM-SHA-256 with 4096 iterations");
  }
}
