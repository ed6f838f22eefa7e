package io.dynamq.dynamodb.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Numbers;
import io.dynamq.dynamodb.value.Order;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The order of encoded keys is the order of the values, for many values drawn from a seed. */
class KeyEncoderTest {

  private static final long SEED = 20261122;
  private static final int VALUES = 400;

  private final Random random = new Random(SEED);

  @Test
  void numbersKeepTheirOrder() {
    assertOrderKept(this::randomNumber);
  }

  @Test
  void textsKeepTheirOrder() {
    assertOrderKept(() -> AttributeValue.text(randomText()));
  }

  @Test
  void bytesKeepTheirOrder() {
    assertOrderKept(() -> new AttributeValue.Bytes(randomBytes()));
  }

  private void assertOrderKept(Supplier<AttributeValue> draw) {
    List<AttributeValue> values = new ArrayList<>();
    Stream.generate(draw).limit(VALUES).forEach(values::add);
    for (AttributeValue left : values) {
      for (AttributeValue right : values) {
        int wanted = Integer.signum(Order.compare(left, right).orElseThrow());
        byte[] a = KeyEncoder.scalar(left);
        byte[] b = KeyEncoder.scalar(right);
        assertThat(Integer.signum(Arrays.compareUnsigned(a, b)))
            .as("seed %d: %s against %s", SEED, left, right)
            .isEqualTo(wanted);
        if (wanted != 0) {
          assertThat(Arrays.equals(a, 0, Math.min(a.length, b.length), b, 0, Math.min(a.length, b.length)))
              .as("seed %d: %s is the beginning of %s", SEED, left, right)
              .isFalse();
        }
      }
    }
  }

  private AttributeValue randomNumber() {
    BigInteger digits = new BigInteger(random.nextInt(120), random);
    int scale = random.nextInt(12) - 6;
    BigDecimal number = new BigDecimal(random.nextBoolean() ? digits : digits.negate(), scale);
    return new AttributeValue.Num(Numbers.normal(number));
  }

  private String randomText() {
    int[] alphabet = {0, 1, 'a', 'b', 0xFF, 0x7FF, 0xFFFD, 0x1F600};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  private byte[] randomBytes() {
    byte[] alphabet = {0, 1, 127, -128, -1};
    byte[] bytes = new byte[random.nextInt(5)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = alphabet[random.nextInt(alphabet.length)];
    }
    return bytes;
  }

  @Test
  void prefixesCoverJustWhatBeginsWithThem() {
    for (int i = 0; i < VALUES; i++) {
      String text = randomText();
      String prefix = randomText();
      KeyRange range = KeyRange.ofPrefix(KeyEncoder.scalarPrefix(AttributeValue.text("k" + prefix)));
      byte[] key = KeyEncoder.scalar(AttributeValue.text("k" + text));
      boolean inside =
          Arrays.compareUnsigned(key, range.lower()) >= 0
              && Arrays.compareUnsigned(key, range.upper()) < 0;
      assertThat(inside).as("%s begins with %s", text, prefix).isEqualTo(text.startsWith(prefix));
    }
  }

  @Test
  void rangeAfterAKeyLeavesThatKeyOut() {
    KeyRange whole = new KeyRange(new byte[] {1}, new byte[] {9});
    assertThat(whole.after(new byte[] {5}, true).lower()).containsExactly(5, 0);
    assertThat(whole.after(new byte[] {5}, false).upper()).containsExactly(5);
    assertThat(whole.after(new byte[] {0}, true)).isSameAs(whole);
    assertThat(whole.after(new byte[] {9, 9}, false)).isSameAs(whole);
    assertThat(whole.after(new byte[] {9}, true).isEmpty()).isTrue();
    assertThat(KeyEncoder.afterPrefix(new byte[] {1, -1})).containsExactly(2);
    assertThat(KeyEncoder.afterPrefix(new byte[] {-1})).isNull();
  }
}
