package io.dynamq.dynamodb.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Probes of single items: put, get, update, delete, conditions and limits. */
abstract class ItemProbe extends ProbeFixture {

  @Test
  void keepsValuesOfAllTypes() {
    String table = table(null);
    Map<String, AttributeValue> whole =
        item(
            "p", s("all"),
            "text", s("grün \u0000 😀"),
            "empty", s(""),
            "number", n("-12.50"),
            "big", n("1E+20"),
            "bytes", b(0, 255, 7),
            "yes", AttributeValue.fromBool(true),
            "null", AttributeValue.fromNul(true),
            "texts", ss("b", "a"),
            "numbers", AttributeValue.fromNs(List.of("1", "2")),
            "list", AttributeValue.fromL(List.of(s("x"), n("1"))),
            "map", AttributeValue.fromM(item("k", AttributeValue.fromM(Map.of()))));
    client.putItem(r -> r.tableName(table).item(whole));
    Map<String, AttributeValue> found = get(table, "p", s("all"));
    assertThat(found.get("number").n()).isEqualTo("-12.5");
    assertThat(found.get("big").n()).isEqualTo("100000000000000000000");
    assertThat(found.get("texts").ss()).containsExactlyInAnyOrder("a", "b");
    assertThat(found.get("numbers").ns()).containsExactlyInAnyOrder("1", "2");
    for (String name : List.of("text", "empty", "bytes", "yes", "null", "list", "map")) {
      assertThat(found.get(name)).as(name).isEqualTo(whole.get(name));
    }
  }

  @Test
  void missingItemIsAnEmptyAnswer() {
    String table = table(null);
    assertThat(client.getItem(r -> r.tableName(table).key(item("p", s("no")))).hasItem()).isFalse();
  }

  @Test
  void returnsOldItemOfPutAndDelete() {
    String table = table(null);
    put(table, "p", s("a"), "v", n("1"));
    var put =
        client.putItem(
            r ->
                r.tableName(table)
                    .item(item("p", s("a"), "v", n("2")))
                    .returnValues(ReturnValue.ALL_OLD));
    assertThat(put.attributes()).isEqualTo(item("p", s("a"), "v", n("1")));
    var delete =
        client.deleteItem(
            r -> r.tableName(table).key(item("p", s("a"))).returnValues(ReturnValue.ALL_OLD));
    assertThat(delete.attributes()).isEqualTo(item("p", s("a"), "v", n("2")));
    assertThat(get(table, "p", s("a"))).isEmpty();
  }

  @Test
  void conditionGuardsAPut() {
    String table = table(null);
    put(table, "p", s("a"), "v", n("1"));
    assertRefused(
        () ->
            client.putItem(
                r ->
                    r.tableName(table)
                        .item(item("p", s("a")))
                        .conditionExpression("attribute_not_exists(p)")),
        "ConditionalCheckFailedException",
        "The conditional request failed");
    client.putItem(
        r ->
            r.tableName(table)
                .item(item("p", s("a"), "v", n("2")))
                .conditionExpression("v = :one OR attribute_not_exists(p)")
                .expressionAttributeValues(item(":one", n("1"))));
    assertThat(get(table, "p", s("a")).get("v").n()).isEqualTo("2");
  }

  @Test
  @Lacking(store = "dynalite", reason = "ReturnValuesOnConditionCheckFailure is ignored")
  void failedConditionTellsTheOldItem() {
    String table = table(null);
    put(table, "p", s("a"), "v", n("1"));
    ConditionalCheckFailedException failed =
        catchThrowableOfType(
            ConditionalCheckFailedException.class,
            () ->
                client.deleteItem(
                    r ->
                        r.tableName(table)
                            .key(item("p", s("a")))
                            .conditionExpression("v > :v")
                            .expressionAttributeValues(item(":v", n("1")))
                            .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD)));
    assertThat(failed.item()).isEqualTo(item("p", s("a"), "v", n("1")));
  }

  @Test
  void conditionsJudgeAsDocumented() {
    String table = table(null);
    put(table, "p", s("a"), "t", s("hello"), "n", n("5"), "set", ss("x", "y"));
    Map<String, AttributeValue> none = Map.of();
    assertHolds(table, "attribute_exists(t) AND NOT attribute_exists(u)", none);
    assertHolds(table, "attribute_type(t, :v)", item(":v", s("S")));
    assertHolds(table, "begins_with(t, :v)", item(":v", s("he")));
    assertHolds(table, "contains(t, :v)", item(":v", s("ell")));
    assertHolds(table, "contains(#s, :v)", item(":v", s("x")));
    assertHolds(table, "size(t) = :v", item(":v", n("5")));
    assertHolds(table, "n BETWEEN :v AND :w", item(":v", n("4.9"), ":w", n("5")));
    assertHolds(table, "n IN (:v, :w)", item(":v", n("4"), ":w", n("5.0")));
    assertHolds(table, "(n < :v or n >= :v) and n <> :w", item(":v", n("5"), ":w", s("5")));
    assertHolds(table, "u <> :v", item(":v", s("x")));
    assertHolds(table, "NOT (u = :v OR u < :v)", item(":v", s("x")));
  }

  private void assertHolds(
      String table, String condition, Map<String, AttributeValue> values) {
    UpdateItemRequest.Builder request =
        UpdateItemRequest.builder()
            .tableName(table)
            .key(item("p", s("a")))
            .updateExpression("SET touched = if_not_exists(touched, " + first(values) + ")")
            .conditionExpression(condition);
    if (values.isEmpty()) {
      request.updateExpression("REMOVE touched");
    } else {
      request.expressionAttributeValues(values);
    }
    if (condition.contains("#s")) {
      request.expressionAttributeNames(Map.of("#s", "set"));
    }
    assertThat(client.updateItem(request.build())).as(condition).isNotNull();
  }

  private static String first(Map<String, AttributeValue> values) {
    return values.isEmpty() ? ":v" : values.keySet().iterator().next();
  }

  @Test
  void updateCreatesTheItem() {
    String table = table(null);
    client.updateItem(r -> r.tableName(table).key(item("p", s("bare"))));
    assertThat(get(table, "p", s("bare"))).isEqualTo(item("p", s("bare")));
    UpdateItemResponse made =
        update(table, "SET a = :v ADD c :n", item(":v", s("x"), ":n", n("2")), ReturnValue.ALL_NEW);
    assertThat(made.attributes()).isEqualTo(item("p", s("u"), "a", s("x"), "c", n("2")));
  }

  @Test
  void updateComputesFromTheOldItem() {
    String table = table(null);
    put(
        table,
        "p", s("u"),
        "a", n("1"),
        "b", n("2"),
        "elems", AttributeValue.fromL(List.of(s("0"), s("1"), s("2"))),
        "doc", AttributeValue.fromM(item("k", n("1"))));
    UpdateItemResponse changed =
        update(
            table,
            "SET a = b, b = a, sum_ab = a + b, elems = list_append(elems, :more), doc.k2 = :x,"
                + " c = if_not_exists(c, :x) - :x REMOVE doc.k",
            item(":more", AttributeValue.fromL(List.of(s("3"))), ":x", n("10")),
            ReturnValue.ALL_NEW);
    assertThat(changed.attributes())
        .containsEntry("a", n("2"))
        .containsEntry("b", n("1"))
        .containsEntry("sum_ab", n("3"))
        .containsEntry("c", n("0"))
        .containsEntry("doc", AttributeValue.fromM(item("k2", n("10"))));
    assertThat(changed.attributes().get("elems").l()).hasSize(4);
  }

  @Test
  @Lacking(store = "dynalite", reason = "each removal shifts the positions of the next one")
  void removalsMeanOldPositions() {
    String table = table(null);
    put(table, "p", s("u"), "elems", AttributeValue.fromL(List.of(s("0"), s("1"), s("2"), s("3"))));
    UpdateItemResponse shorter =
        update(table, "REMOVE elems[0], elems[2]", Map.of(), ReturnValue.ALL_NEW);
    assertThat(shorter.attributes().get("elems").l()).containsExactly(s("1"), s("3"));
  }

  @Test
  void setsGrowShrinkAndVanish() {
    String table = table(null);
    Map<String, AttributeValue> ids = item(":i", ss("1", "2"));
    assertThat(update(table, "ADD ids :i", ids, ReturnValue.UPDATED_NEW).attributes())
        .containsOnlyKeys("ids");
    update(table, "ADD ids :i", item(":i", ss("3")), ReturnValue.NONE);
    update(table, "DELETE ids :i", ids, ReturnValue.NONE);
    assertThat(get(table, "p", s("u")).get("ids").ss()).containsExactly("3");
    UpdateItemResponse last =
        update(table, "DELETE ids :i", item(":i", ss("3")), ReturnValue.ALL_NEW);
    assertThat(last.attributes()).containsOnlyKeys("p");
  }

  @Test
  void returnsOnlyUpdatedAttributes() {
    String table = table(null);
    put(table, "p", s("u"), "a", n("1"), "b", n("2"));
    Map<String, AttributeValue> value = item(":v", n("5"));
    assertThat(update(table, "SET a = :v", value, ReturnValue.UPDATED_OLD).attributes())
        .isEqualTo(item("a", n("1")));
    assertThat(update(table, "SET a = :v", value, ReturnValue.UPDATED_NEW).attributes())
        .isEqualTo(item("a", n("5")));
  }

  protected UpdateItemResponse update(
      String table, String expression, Map<String, AttributeValue> values, ReturnValue returned) {
    return client.updateItem(
        r ->
            r.tableName(table)
                .key(item("p", s("u")))
                .updateExpression(expression)
                .expressionAttributeValues(values.isEmpty() ? null : values)
                .returnValues(returned));
  }

  @Test
  void refusesWrongUpdates() {
    String table = table(null);
    put(table, "p", s("u"), "a", s("text"));
    Map<String, AttributeValue> one = item(":v", n("1"));
    assertInvalidUpdate(table, "SET p = :v", one, "This attribute is part of the key");
    assertInvalidUpdate(table, "SET x = :v, x.y = :v", one, "Two document paths overlap");
    assertInvalidUpdate(table, "SET name = :v", one, "reserved keyword: name");
    assertInvalidUpdate(table, "SET x = :w", one, "attribute value: :w");
    assertInvalidUpdate(table, "SET x = y", Map.of(), "does not exist in the item");
    assertInvalidUpdate(table, "SET x.y = :v", one, "invalid for update");
    assertInvalidUpdate(table, "ADD a :v", one, "incorrect data type");
    assertInvalidUpdate(table, "SET x = :v SET y = :v", one, "can only be used once");
    assertInvalidUpdate(table, "SET x := :v", one, "Syntax error; ");
    assertInvalidUpdate(table, "REMOVE x", one, "unused in expressions: keys: {:v}");
  }

  private void assertInvalidUpdate(
      String table, String expression, Map<String, AttributeValue> values, String words) {
    assertInvalid(() -> update(table, expression, values, ReturnValue.NONE), words);
  }

  @Test
  void refusesWrongKeys() {
    String table = table(ScalarAttributeType.N);
    assertInvalid(() -> put(table, "p", s("a")), "Missing the key s in the item");
    assertInvalid(
        () -> put(table, "p", n("1"), "s", n("1")),
        "Type mismatch for key p expected: S actual: N");
    assertInvalid(() -> put(table, "p", s(""), "s", n("1")), "empty string value. Key: p");
    assertInvalid(
        () -> put(table, "p", s("k".repeat(2049)), "s", n("1")), "maximum size limit of2048 bytes");
    assertInvalid(() -> get(table, "p", s("a")), "does not match the schema");
    String texts = table(ScalarAttributeType.S);
    assertInvalid(
        () -> put(texts, "p", s("a"), "s", s("k".repeat(1025))), "size limit of 1024 bytes");
    put(texts, "p", s("k".repeat(2048)), "s", s("\u0000".repeat(1024)));
    assertThat(get(texts, "p", s("k".repeat(2048)), "s", s("\u0000".repeat(1024)))).hasSize(2);
  }

  @Test
  void refusesWrongValues() {
    String table = table(null);
    assertInvalid(
        () -> put(table, "p", s("a"), "v", AttributeValue.fromSs(List.of())), "may not be empty");
    assertInvalid(() -> put(table, "p", s("a"), "v", ss("x", "x")), "duplicates");
    assertInvalid(() -> put(table, "p", s("a"), "v", n("one")), "numeric value: one");
    assertInvalid(() -> put(table, "p", s("a"), "v", n("1".repeat(39))), "38 significant digits");
    assertInvalid(() -> put(table, "p", s("a"), "v", n("1E126")), "Number overflow");
    assertInvalid(() -> put(table, "p", s("a"), "v", n("1E-131")), "Number underflow");
    put(table, "p", s("a"), "v", n("9.9999999999999999999999999999999999999E+125"));
  }

  @Test
  void refusesItemsAbove400Kilobytes() {
    String table = table(null);
    int room = 409_600 - "p".length() - "a".length() - "v".length();
    put(table, "p", s("a"), "v", s("x".repeat(room)));
    assertInvalid(
        () -> put(table, "p", s("a"), "v", s("x".repeat(room + 1))),
        "Item size has exceeded the maximum allowed size");
    put(table, "p", s("u"), "v", s("x".repeat(room)));
    assertInvalid(
        () -> update(table, "SET w = :v", item(":v", s("x")), ReturnValue.NONE),
        "Item size to update has exceeded the maximum allowed size");
  }

  @Test
  void reportsConsumedCapacity() {
    String table = table(null);
    var put =
        client.putItem(
            r ->
                r.tableName(table)
                    .item(item("p", s("a"), "v", s("x".repeat(1500))))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(put.consumedCapacity().tableName()).isEqualTo(table);
    assertThat(put.consumedCapacity().capacityUnits()).isEqualTo(2.0);
    var smaller =
        client.putItem(
            r ->
                r.tableName(table)
                    .item(item("p", s("a"), "v", s("x".repeat(6000))))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(smaller.consumedCapacity().capacityUnits()).isEqualTo(6.0);
    var strong =
        client.getItem(
            r ->
                r.tableName(table)
                    .key(item("p", s("a")))
                    .consistentRead(true)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(strong.consumedCapacity().capacityUnits()).isEqualTo(2.0);
    var weak =
        client.getItem(
            r ->
                r.tableName(table)
                    .key(item("p", s("a")))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    assertThat(weak.consumedCapacity().capacityUnits()).isEqualTo(1.0);
  }
}
