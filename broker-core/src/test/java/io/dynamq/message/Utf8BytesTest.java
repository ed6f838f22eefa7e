package io.dynamq.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BytesTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "61", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "f0908080",
      "f48fbfbf", "6100c3a4e282acf09f9982", "efbbbf"})
  void takesWellFormedBytes(String hex) {
    assertThat(Utf8Bytes.isWellFormed(HexFormat.of().parseHex(hex))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "bf", "c0af", "c1bf", "c2", "c328", "e09f80", "e080", "eda080",
      "edbfbf", "e282", "f08f8080", "f4908080", "f5808080", "ff", "fe", "f09f99", "61c3"})
  void refusesIllFormedBytes(String hex) {
    assertThat(Utf8Bytes.isWellFormed(HexFormat.of().parseHex(hex))).isFalse();
  }

  @Test
  void agreesWithTheJdkAboutRandomBytes() {
    Random random = new Random(7);
    byte[] common = {0x61, (byte) 0x80, (byte) 0xC3, (byte) 0xE2, (byte) 0xED, (byte) 0xF0,
        (byte) 0xA4, (byte) 0x9F, (byte) 0xF4};
    int wellFormed = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(5)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = common[random.nextInt(common.length)];
      }
      boolean expected = jdkTakes(bytes);
      wellFormed += expected ? 1 : 0;
      assertThat(Utf8Bytes.isWellFormed(bytes))
          .as(HexFormat.of().formatHex(bytes))
          .isEqualTo(expected);
    }
    assertThat(wellFormed).isGreaterThan(500);
  }

  private static boolean jdkTakes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
