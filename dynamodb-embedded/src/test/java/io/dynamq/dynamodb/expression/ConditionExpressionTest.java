package io.dynamq.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamodb.value.Item;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionExpressionTest {

  private static final Item ITEM =
      Expecting.item(
          "{'name':{'S':'hello'},'n':{'N':'5'},'b':{'B':'AAEC'},'set':{'SS':['x','y']},"
              + "'l':{'L':[{'N':'1'},{'M':{'k':{'S':'v'}}}]},'m':{'M':{'in':{'BOOL':true}}}}");
  private static final String VALUES =
      "{'five':{'N':'5.0'},'six':{'N':'6'},'he':{'S':'he'},'x':{'S':'x'},'v':{'S':'v'},"
          + "'one':{'N':'1'},'bytes':{'B':'AAE='},'typeS':{'S':'S'},'yes':{'BOOL':true}}";

  private static ConditionExpression parse(String text) {
    return ConditionExpression.parse(ExpressionKind.CONDITION, text, Expecting.bindings(VALUES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n = :five",
        "n < :six AND n >= :five AND n <= :five",
        ":six > n",
        "n <> :six",
        "absent <> :six",
        "n BETWEEN :one AND :six",
        "n in (:one, :five)",
        "begins_with(#name, :he)",
        "begins_with(b, :bytes)",
        "contains(#name, :he)",
        "contains(b, :bytes)",
        "contains(#set, :x)",
        "contains(l, :one)",
        "attribute_exists(l[1].k) AND attribute_not_exists(l[2])",
        "attribute_type(#name, :typeS)",
        "l[1].k = :v",
        "m.#in = :yes",
        "size(#name) = :five",
        "size(l) < size(#name)",
        "NOT n = :six",
        "not (n = :six or n = :one)",
        "n = :six OR n = :five AND #name <> :he",
        "((n = :five))",
        "n = n"
      })
  void holds(String text) {
    assertThat(parse(text).test(ITEM)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n = :he",
        "n > :he",
        "absent = :five",
        "absent < :five",
        "size(n) = :one",
        "begins_with(n, :he)",
        "contains(n, :five)",
        "l[9] = :one",
        "n[0] = :one",
        "(n = :six OR n = :five) AND #name = :he"
      })
  void doesNotHold(String text) {
    assertThat(parse(text).test(ITEM)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "n = | Syntax error; token: \"<EOF>\"",
        "n = :five AND | Syntax error; token: \"<EOF>\"",
        "n == :five | Syntax error; token: \"=\"",
        "n ! :five | Syntax error; token: \"!\"",
        "(n = :five | Syntax error",
        "n | Syntax error",
        "n = :nowhere | attribute value: :nowhere",
        "#nowhere = :five | attribute name: #nowhere",
        "status = :five | reserved keyword: status",
        "guess(n) | Invalid function name; function: guess",
        "n = guess(n) | Invalid function name; function: guess",
        "n = attribute_exists(n) | not allowed to be used this way in an expression; function: attribute_exists",
        "size(n) | not allowed to be used this way in an expression; function: size",
        "attribute_exists(n, n) | number of operands: 2",
        "begins_with(n) | number of operands: 1",
        "attribute_exists(:five) | requires a document path",
        "attribute_type(n, :he) | Invalid attribute type name found; type: he",
        "begins_with(n, :five) | operand type: N",
        "n BETWEEN :six AND :five | upper bound to be greater than or equal to lower bound",
        "l[x] = :five | Syntax error",
        "l[99999999999] = :five | List index is not within the allowable range"
      })
  void refuses(String text, String words) {
    assertThatThrownBy(() -> parse(text))
        .hasMessageStartingWith("Invalid ConditionExpression: ")
        .hasMessageContaining(words);
  }
}
