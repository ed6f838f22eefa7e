package io.dynamq.dynamodb.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamodb.value.AttributeType;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.Numbers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItemCodecTest {

  private static final Item ITEM =
      new Item(
          Map.of(
              "text", AttributeValue.text("a\u0000😀"),
              "small", new AttributeValue.Num(Numbers.parse("-1.5E-100")),
              "large", new AttributeValue.Num(Numbers.parse("12345678901234567890E+90")),
              "bytes", new AttributeValue.Bytes(new byte[] {0, -1}),
              "bool", new AttributeValue.Bool(true),
              "null", new AttributeValue.Null(),
              "numbers",
                  new AttributeValue.SetOf(
                      AttributeType.NS,
                      Set.of(AttributeValue.number(1), AttributeValue.number(-200))),
              "list",
                  new AttributeValue.ListOf(
                      List.of(
                          AttributeValue.text(""),
                          new AttributeValue.MapOf(Map.of("k", AttributeValue.number(7)))))));

  @Test
  void givesBackWhatItWasGiven() {
    byte[] encoded = ItemCodec.encode(ITEM, ITEM.sizeBytes());
    assertThat(ItemCodec.decode(encoded)).isEqualTo(ITEM);
    assertThat(ItemCodec.sizeBytes(encoded)).isEqualTo(ITEM.sizeBytes());
  }

  @Test
  void keepsNumbersOfAnyLength() {
    for (String text :
        List.of(
            "0", "1", "-1", "127", "128", "-128", "-129", "255", "256", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "-9223372036854775809")) {
      Item item = new Item(Map.of("n", new AttributeValue.Num(Numbers.parse(text))));
      assertThat(ItemCodec.decode(ItemCodec.encode(item, item.sizeBytes())))
          .as(text)
          .isEqualTo(item);
    }
  }

  @Test
  void keepsNamesApart() {
    // The first two have the same hash.
    for (String name : List.of("Aa", "BB", "Aa", "", "ä", "Ã¤", "a".repeat(100))) {
      Item item = new Item(Map.of(name, AttributeValue.text("v")));
      assertThat(ItemCodec.decode(ItemCodec.encode(item, item.sizeBytes())))
          .as(name)
          .isEqualTo(item);
    }
  }

  @Test
  void saysThatBytesAreDamaged() {
    byte[] encoded = ItemCodec.encode(ITEM, ITEM.sizeBytes());
    for (int length = 1; length < encoded.length; length++) {
      byte[] torn = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> ItemCodec.decode(torn)).isInstanceOf(StorageException.class);
    }
    byte[] later = encoded.clone();
    later[0] = 99;
    assertThatThrownBy(() -> ItemCodec.decode(later)).hasMessageContaining("unknown version 99");
  }
}
