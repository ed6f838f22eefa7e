package io.dynamq.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamodb.value.AttributeValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyConditionTest {

  private static KeyCondition parse(String text) {
    Bindings bindings = Expecting.bindings("{'p':{'S':'k'},'one':{'N':'1'},'two':{'N':'2'}}");
    return KeyCondition.parse(text, bindings, "p", "s");
  }

  @ParameterizedTest
  @CsvSource({
    "p = :p AND s = :one,EQ",
    "s < :one AND p = :p,LT",
    "p = :p AND :one >= s,LE",
    "(p = :p) AND (s > :one),GT",
    "p = :p AND s >= :one,GE",
    "p = :p AND s BETWEEN :one AND :two,BETWEEN"
  })
  void readsRanges(String text, SortCondition.Operator operator) {
    KeyCondition condition = parse(text);
    assertThat(condition.partition()).isEqualTo(AttributeValue.text("k"));
    assertThat(condition.sort().operator()).isEqualTo(operator);
    assertThat(condition.sort().low()).isEqualTo(AttributeValue.number(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s = :one | Query condition missed key schema element: p",
        "p = :p AND x = :one | Query condition missed key schema element: s",
        "p > :p | Query key condition not supported",
        "p = :p AND s <> :one | Query key condition not supported",
        "p = :p AND p.x = :one | Query key condition not supported",
        "p = :p AND s = s | Query key condition not supported",
        "p = :p AND s = :one AND s = :two | only contain one condition per key",
        "p = :p OR s = :one | Invalid operator used in KeyConditionExpression: OR",
        "p = :p AND NOT s = :one | Invalid operator used in KeyConditionExpression: NOT",
        "p = :p AND s IN (:one) | Invalid operator used in KeyConditionExpression: IN",
        "p = :p AND contains(s, :one) | Invalid operator used in KeyConditionExpression: contains"
      })
  void refuses(String text, String words) {
    assertThatThrownBy(() -> parse(text)).hasMessageContaining(words);
  }
}
