package io.dynamq.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamodb.value.Item;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionTest {

  private static final Item ITEM =
      Expecting.item(
          "{'a':{'S':'x'},'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'}]},"
              + "'m':{'M':{'k':{'N':'1'},'j':{'N':'2'}}}}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a, absent | {'a':{'S':'x'}}",
        "m.j | {'m':{'M':{'j':{'N':'2'}}}}",
        "l[2], l[0] | {'l':{'L':[{'N':'0'},{'N':'2'}]}}",
        "m.x, l[9], a.b | {}",
      })
  void choosesParts(String text, String chosen) {
    Projection projection = Projection.parse(text, Expecting.bindings("{}"));
    assertThat(projection.apply(ITEM)).isEqualTo(Expecting.item(chosen));
  }

  @Test
  void refusesOverlapsAndUnusedNames() {
    Bindings bindings = new Bindings(Map.of("#a", "a"), Map.of());
    assertThatThrownBy(() -> Projection.parse("m, m.k", bindings))
        .hasMessageContaining("Two document paths overlap");
    assertThatThrownBy(() -> Projection.parse("m k", bindings))
        .hasMessageContaining("Syntax error; token: \"k\"");
    assertThatThrownBy(bindings::requireAllUsed)
        .hasMessage("Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}");
    assertThatThrownBy(() -> new Bindings(Map.of("a", "a"), Map.of()))
        .hasMessageContaining("ExpressionAttributeNames contains invalid key");
  }
}
