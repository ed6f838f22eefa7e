package io.dynamq.dynamodb.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizesTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "é", "€", "😀", "a\u0000b", "x😀é€"})
  void countsTextAsUtf8(String text) {
    assertThat(Sizes.utf8Length(text))
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void countsNamesValuesAndOverhead() {
    AttributeValue one = AttributeValue.number(1);
    AttributeValue set =
        new AttributeValue.SetOf(
            AttributeType.SS,
            new LinkedHashSet<>(List.of(AttributeValue.text("ab"), AttributeValue.text("c"))));
    Item item =
        new Item(
            Map.of(
                "id", AttributeValue.text("abc"),
                "set", set,
                "list", new AttributeValue.ListOf(List.of(one, new AttributeValue.Null())),
                "map", new AttributeValue.MapOf(Map.of("k", new AttributeValue.Bool(true)))));
    int id = 2 + 3;
    int texts = 3 + 3;
    int list = 4 + 3 + (1 + 2) + (1 + 1);
    int map = 3 + 3 + (1 + 1 + 1);
    assertThat(item.sizeBytes()).isEqualTo(id + texts + list + map);
  }
}
