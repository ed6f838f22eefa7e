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
