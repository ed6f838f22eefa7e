package io.dynamq.bench.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A subscriber that takes everything would find nothing. */
class StrictReaderTest {

  private static Got read(int version, String hex) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return new StrictReader(new ByteArrayInputStream(bytes), version).read();
  }

  @Test
  void readsWhatIsRight() throws IOException {
    assertThat(read(4, "20 02 01 00").type()).isEqualTo(Got.CONNACK);
    Got publish = read(5, "34 0e 0003 612f62 0007 04 01 01 0b 05 6869");
    assertThat(publish.topic()).isEqualTo("a/b");
    assertThat(publish.id()).isEqualTo(7);
    assertThat(publish.answer()).containsExactly(0x50, 2, 0, 7);
    assertThat(read(5, "90 04 0001 00 97").code()).isEqualTo(0x97);
    assertThat(read(5, "")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "4, f0 00", "4, 21 02 00 00", "4, 20 02 02 00", "4, 20 02 00 06", "4, 20 02 01 05",
    "4, 36 05 0001 61 0001", "4, 38 03 0001 61", "4, 30 04 0002 c0af", "4, 30 03 0001 23",
    "4, 30 03 0001 00", "4, 32 05 0001 61 0000", "4, 30 02 0000", "4, 60 02 0001",
    "4, 90 02 0001", "4, 90 03 0001 03", "4, d0 01 00", "4, 30 83 00 0001 61",
    "4, e0 00", "5, 30 03 0000 00", "5, 30 05 0001 61 05 01", "5, 30 08 0001 61 04 01 01 01 01",
    "5, 30 06 0001 61 02 21 01", "5, 30 06 0001 61 02 01 02", "5, 30 06 0001 61 02 0b 00",
    "5, 30 09 0001 61 05 03 0002 c0af", "5, e0 01 01", "5, 20 05 00 00 02 18 00"
  })
  void refusesWhatIsWrong(int version, String hex) {
    assertThatThrownBy(() -> read(version, hex)).isInstanceOf(Violation.class);
  }
}
