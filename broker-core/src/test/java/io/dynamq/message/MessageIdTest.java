package io.dynamq.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {

  /** Ids that EMQX 3 and 4 made: time, node, connection, sequence and the three text forms. */
  @ParameterizedTest
  @CsvSource({
    "1562308553981613, F443, 00000A53, 1, 00058CE94E63BEADF44300000A530001,"
        + " 28819506059466076318809794605678593, Mjg4MTk1MDYwNTk0NjYwNzYzMTg4MDk3OTQ2MDU2Nzg1OTD",
    "1563766650925923, F442, 000008BE, 3, 00058E3CCBBD7363F442000008BE0003,"
        + " 28846403200632420817146069424930819, Mjg4NDY0MDMyMDA2MzI0MjA4MTcxNDYwNjk0MjQ5MzA4MTJ",
    "1700000000000000, F441, 1, 0, 00060A24181E4000F441000000010000,"
        + " 31359464925306255347548818740674560, MzEzNTk0NjQ5MjUzMDYyNTUzNDc1NDg4MTg3NDA2NzQ1NjA"
  })
  void writesAndReadsWhatEmqxWrites(
      long micros, String node, String connection, int sequence, String hex, String decimal,
      String text) {
    MessageId id =
        MessageId.of(
            micros,
            Integer.parseInt(node, 16),
            Integer.parseUnsignedInt(connection, 16),
            sequence);
    assertThat(id.toHex()).isEqualTo(hex);
    assertThat(id.toDecimal()).isEqualTo(decimal);
    assertThat(id.toText()).isEqualTo(text).hasSize(47);
    assertThat(id).hasToString(text);
    assertThat(MessageId.parse(text)).isEqualTo(id);
    assertThat(id.micros()).isEqualTo(micros);
    assertThat(id.sequence()).isEqualTo(sequence);
  }

  @Test
  void theNextSequenceChangesTheEndOnly() {
    MessageId id = MessageId.of(1_700_000_000_000_000L, 0xF441, 1, 1);
    assertThat(id.toText()).endsWith("MTg3NDA2NzQ1NjB");
  }

  @Test
  void readsTheOtherIdOfThePage() {
    MessageId id = MessageId.parse("Mjg4MTk1NzE3MTY4MjYxMjA5MDExMDg0NTk5ODgzMjAyNTH");
    assertThat(id.micros()).isEqualTo(1_562_312_113_274_233L);
    assertThat(id.micros() / 1_000_000).isEqualTo(1_562_312_113L);
  }

  @ParameterizedTest
  @CsvSource({"0, MA", "7, ND", "42, NDC", "100, MTAw", "12345, MTIzNDF"})
  void encodesTailsAsEmqxDoes(String digits, String text) {
    assertThat(MessageId.encode(digits.getBytes(StandardCharsets.US_ASCII))).isEqualTo(text);
    BigInteger number = new BigInteger(digits);
    assertThat(MessageId.parse(text)).isEqualTo(new MessageId(0, number.longValue()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "M", "MT9w", "2PguFrHsrzEvIIBdctmb", "6P9NLcJ65VXBbC22sYb4",
        "53F98F80F66017005000004A60003", "üüüü", "AAAA", "NE", "NDY", "MTAw MTAw",
        "OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5OTg5"
      })
  void foreignTextsAreNoIds(String text) {
    assertThat(MessageId.parse(text)).isNull();
  }

  @Test
  void anyIdComesBack() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      MessageId id = new MessageId(random.nextLong() >>> i % 64, random.nextLong());
      assertThat(MessageId.parse(id.toText())).as(id.toHex()).isEqualTo(id);
    }
    MessageId greatest = new MessageId(-1, -1);
    assertThat(MessageId.parse(greatest.toText())).isEqualTo(greatest);
  }

  /** Text order is not time order: what sorts ids must decode them. */
  @Test
  void ordersByTimeThenUnsignedRest() {
    List<MessageId> inOrder = new ArrayList<>();
    for (int second = 0; second < 3_600; second++) {
      inOrder.add(MessageId.of(1_562_308_553_981_613L + second * 1_000_000L, 0xF443, 1, 1));
    }
    List<MessageId> shuffled = new ArrayList<>(inOrder);
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(inOrder);
    assertThat(inOrder.stream().map(MessageId::toText).sorted().toList())
        .isNotEqualTo(inOrder.stream().map(MessageId::toText).toList());
    assertThat(MessageId.of(5, 0xFFFF, 1, 1)).isGreaterThan(MessageId.of(5, 0x0001, 1, 1));
    assertThat(MessageId.of(5, 1, -1, 1)).isGreaterThan(MessageId.of(5, 1, 1, 1));
    assertThat(MessageId.of(5, 1, 1, 0xFFFF)).isGreaterThan(MessageId.of(5, 1, 1, 0));
    assertThat(MessageId.of(6, 0, 0, 0)).isGreaterThan(MessageId.of(5, -1, -1, -1));
  }

  @Test
  void usesTheLowBitsOfItsPartsOnly() {
    assertThat(MessageId.of(1, 0x1_2345, -1, 0x1_0002))
        .isEqualTo(new MessageId(1, 0x2345_FFFF_FFFF_0002L));
  }
}
