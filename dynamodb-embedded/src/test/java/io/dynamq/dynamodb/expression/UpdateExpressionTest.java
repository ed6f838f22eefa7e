package io.dynamq.dynamodb.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateExpressionTest {

  private static final String ITEM =
      "{'n':{'N':'5'},'s':{'S':'x'},'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'}]},"
          + "'ss':{'SS':['a','b']},'m':{'M':{'k':{'N':'1'}}}}";
  private static final String VALUES =
      "{'one':{'N':'1'},'x':{'S':'x'},'list':{'L':[{'N':'9'}]},'a':{'SS':['a']},"
          + "'ab':{'SS':['a','b','c']},'nums':{'NS':['1']}}";

  private static UpdateExpression parse(String text) {
    return UpdateExpression.parse(text, Expecting.bindings(VALUES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SET n = n + :one | {'n':{'N':'6'}}",
        "SET n = n - :one | {'n':{'N':'4'}}",
        "SET n = (n - :one) | {'n':{'N':'4'}}",
        "SET c = if_not_exists(c, :one) | {'c':{'N':'1'}}",
        "SET n = if_not_exists(n, :one) | {'n':{'N':'5'}}",
        "SET c = if_not_exists(c, :one) + :one | {'c':{'N':'2'}}",
        "SET c = list_append(:list, if_not_exists(c, :list)) | {'c':{'L':[{'N':'9'},{'N':'9'}]}}",
        "SET l[1] = :x | {'l':{'L':[{'N':'0'},{'S':'x'},{'N':'2'}]}}",
        "SET l[77] = :x | {'l':{'L':[{'N':'0'},{'N':'1'},{'N':'2'},{'S':'x'}]}}",
        "SET m.j = :x remove m.k | {'m':{'M':{'j':{'S':'x'}}}}",
        "REMOVE l[0], l[2] | {'l':{'L':[{'N':'1'}]}}",
        "ADD n :one | {'n':{'N':'6'}}",
        "ADD c :one | {'c':{'N':'1'}}",
        "ADD m.k :one | {'m':{'M':{'k':{'N':'2'}}}}",
        "ADD ss :ab | {'ss':{'SS':['a','b','c']}}",
        "DELETE ss :a | {'ss':{'SS':['b']}}"
      })
  void changes(String text, String attribute) {
    var after = parse(text).apply(Expecting.item(ITEM));
    Expecting.item(attribute)
        .attributes()
        .forEach((name, value) -> assertThat(after.get(name)).isEqualTo(value));
  }

  @Test
  void removesWhatIsThereAndBearsWhatIsNot() {
    var after = parse("REMOVE n, absent DELETE ss :ab").apply(Expecting.item(ITEM));
    assertThat(after.attributes()).containsOnlyKeys("s", "l", "m");
    assertThat(parse("DELETE absent :a").apply(Expecting.item(ITEM)))
        .isEqualTo(Expecting.item(ITEM));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SET c = absent | does not exist in the item",
        "SET c.d = :one | document path provided in the update expression is invalid",
        "SET n.d = :one | document path provided in the update expression is invalid",
        "SET l.d = :one | document path provided in the update expression is invalid",
        "REMOVE c.d | document path provided in the update expression is invalid",
        "SET n = s + :one | incorrect data type",
        "SET c = list_append(n, :list) | incorrect data type",
        "ADD s :one | incorrect data type",
        "ADD ss :nums | incorrect data type",
        "DELETE n :a | incorrect data type",
        "DELETE ss :nums | incorrect data type"
      })
  void refusesWhatTheItemForbids(String text, String words) {
    UpdateExpression update = parse(text);
    assertThatThrownBy(() -> update.apply(Expecting.item(ITEM))).hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SET | Syntax error",
        "SET n | Syntax error",
        "SET n = | Syntax error",
        "JUMP n | Syntax error; token: \"JUMP\"",
        "SET n = :one, | Syntax error",
        "SET n = :one SET s = :one | The \"SET\" section can only be used once",
        "SET m.k = :one REMOVE m | path one: [m, k], path two: [m]",
        "SET n = :one ADD n :one | path one: [n], path two: [n]",
        "SET n = n + :x | operand type: S",
        "SET n = list_append(:x, :list) | operand type: S",
        "SET n = size(n) | Invalid function name; function: size",
        "ADD n :x | operand type: STRING",
        "DELETE n :one | operand type: NUMBER",
        "ADD n s | Syntax error"
      })
  void refuses(String text, String words) {
    assertThatThrownBy(() -> parse(text))
        .hasMessageStartingWith("Invalid UpdateExpression: ")
        .hasMessageContaining(words);
  }
}
