package io.dynamq.dynamodb.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ComparisonOperator;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.Select;

/** Probes of Query and Scan: order, ranges, pages, filters, projections and segments. */
abstract class ReadProbe extends ItemProbe {

  private static final List<String> NUMBERS =
      List.of("-1E+100", "-100", "-99.5", "-1", "-0.001", "0", "0.001", "1", "2", "10", "1E+100");

  @Test
  void queriesNumbersInTheirOrder() {
    String table = table(ScalarAttributeType.N);
    List<String> shuffled = new ArrayList<>(NUMBERS);
    Collections.shuffle(shuffled, new Random(7));
    shuffled.forEach(number -> put(table, "p", s("k"), "s", n(number)));
    put(table, "p", s("other"), "s", n("3"));
    List<BigDecimal> found =
        query(table, "p = :p", item(":p", s("k")), true).stream()
            .map(item -> new BigDecimal(item.get("s").n()))
            .toList();
    assertThat(found).hasSize(NUMBERS.size()).isSorted();
    assertThat(sortKeys(table, "p = :p AND s > :v", "-1")).containsExactly(
        "-0.001", "0", "0.001", "1", "2", "10", plain("1E+100"));
    assertThat(sortKeys(table, "p = :p AND s <= :v", "-1"))
        .containsExactly(plain("-1E+100"), "-100", "-99.5", "-1");
    assertThat(sortKeys(table, "p = :p AND s = :v", "2.0")).containsExactly("2");
  }

  private static String plain(String number) {
    return new BigDecimal(number).toPlainString();
  }

  private List<String> sortKeys(String table, String condition, String number) {
    return query(table, condition, item(":p", s("k"), ":v", n(number)), true).stream()
        .map(item -> item.get("s").n())
        .toList();
  }

  @Test
  void queriesTextsAndBytesInTheirOrder() {
    String texts = table(ScalarAttributeType.S);
    List<String> words = List.of("\u0000", "\u0000a", "A", "a", "a\u0000", "ab", "b", "é", "\uFFFD", "😀");
    words.forEach(word -> put(texts, "p", s("k"), "s", s(word)));
    assertThat(query(texts, "p = :p", item(":p", s("k")), true))
        .extracting(item -> item.get("s").s())
        .containsExactlyElementsOf(words);
    assertThat(query(texts, "p = :p AND begins_with(s, :v)", item(":p", s("k"), ":v", s("a")), false))
        .extracting(item -> item.get("s").s())
        .containsExactly("ab", "a\u0000", "a");
    String binaries = table(ScalarAttributeType.B);
    List<AttributeValue> bytes = List.of(b(0), b(0, 0), b(0, 1), b(1), b(127), b(128), b(255), b(255, 0));
    bytes.forEach(value -> put(binaries, "p", s("k"), "s", value));
    assertThat(query(binaries, "p = :p", item(":p", s("k")), true))
        .extracting(item -> item.get("s"))
        .containsExactlyElementsOf(bytes);
    assertThat(
            query(
                binaries,
                "p = :p AND s BETWEEN :v AND :w",
                item(":p", s("k"), ":v", b(0, 1), ":w", b(128)),
                true))
        .hasSize(4);
  }

  private List<Map<String, AttributeValue>> query(
      String table, String condition, Map<String, AttributeValue> values, boolean forward) {
    return client
        .query(
            r ->
                r.tableName(table)
                    .keyConditionExpression(condition)
                    .expressionAttributeValues(values)
                    .scanIndexForward(forward))
        .items();
  }

  @Test
  void pagesAQueryInBothDirections() {
    String table = table(ScalarAttributeType.S);
    IntStream.range(0, 7).forEach(i -> put(table, "p", s("k"), "s", s("s" + i)));
    put(table, "p", s("j"), "s", s("s9"));
    for (boolean forward : new boolean[] {true, false}) {
      List<String> seen = new ArrayList<>();
      Map<String, AttributeValue> start = null;
      do {
        Map<String, AttributeValue> from = start;
        QueryResponse page =
            client.query(
                r ->
                    r.tableName(table)
                        .keyConditionExpression("p = :p")
                        .expressionAttributeValues(item(":p", s("k")))
                        .scanIndexForward(forward)
                        .limit(3)
                        .exclusiveStartKey(from));
        page.items().forEach(item -> seen.add(item.get("s").s()));
        start = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : null;
      } while (start != null);
      List<String> sorted = seen.stream().sorted().toList();
      assertThat(seen).hasSize(7).doesNotHaveDuplicates();
      assertThat(forward ? seen.get(0) : seen.get(6)).isEqualTo(sorted.get(0));
    }
  }

  @Test
  void filtersProjectsAndCounts() {
    String table = table(ScalarAttributeType.S);
    for (int i = 0; i < 5; i++) {
      Map<String, AttributeValue> inner = item("x", n("" + i), "y", s("z"));
      put(table, "p", s("k"), "s", s("s" + i), "v", n("" + i), "m", AttributeValue.fromM(inner));
    }
    QueryResponse found =
        client.query(
            r ->
                r.tableName(table)
                    .keyConditionExpression("p = :p")
                    .filterExpression("v >= :v")
                    .projectionExpression("#s, m.x")
                    .expressionAttributeNames(Map.of("#s", "s"))
                    .expressionAttributeValues(item(":p", s("k"), ":v", n("3"))));
    assertThat(found.count()).isEqualTo(2);
    assertThat(found.scannedCount()).isEqualTo(5);
    assertThat(found.items().get(0))
        .isEqualTo(item("s", s("s3"), "m", AttributeValue.fromM(item("x", n("3")))));
    ScanResponse counted = client.scan(r -> r.tableName(table).select(Select.COUNT));
    assertThat(counted.count()).isEqualTo(5);
    assertThat(counted.hasItems()).isFalse();
    var projected =
        client.getItem(
            r ->
                r.tableName(table)
                    .key(item("p", s("k"), "s", s("s1")))
                    .projectionExpression("v, nothing"));
    assertThat(projected.item()).isEqualTo(item("v", n("1")));
  }

  @Test
  void refusesWrongQueries() {
    String table = table(ScalarAttributeType.S);
    Map<String, AttributeValue> both = item(":p", s("k"), ":v", s("x"));
    assertInvalid(() -> query(table, "s = :p AND s = :v", both, true), "");
    assertInvalid(
        () -> query(table, "s = :p", item(":p", s("k")), true), "missed key schema element: p");
    assertInvalid(() -> query(table, "p = :p OR s = :v", both, true), "OR");
    assertInvalid(() -> query(table, "p = :p", item(":p", n("1")), true), "does not match schema type");
    assertInvalid(() -> query(table, "p = :p AND x = :v", both, true), "missed key schema element: s");
    assertInvalid(
        () ->
            client.query(
                r ->
                    r.tableName(table)
                        .keyConditionExpression("p = :p")
                        .filterExpression("s = :v")
                        .expressionAttributeValues(both)),
        "Filter Expression can only contain non-primary key attributes");
  }

  @Test
  void answersLegacyKeyConditions() {
    String table = table(ScalarAttributeType.S);
    IntStream.range(0, 4).forEach(i -> put(table, "p", s("k"), "s", s("s" + i)));
    QueryResponse found =
        client.query(
            r ->
                r.tableName(table)
                    .keyConditions(
                        Map.of(
                            "p", condition(ComparisonOperator.EQ, s("k")),
                            "s", condition(ComparisonOperator.GT, s("s1")))));
    assertThat(found.items()).extracting(item -> item.get("s").s()).containsExactly("s2", "s3");
  }

  private static Condition condition(
      ComparisonOperator operator, AttributeValue value) {
    return Condition.builder()
        .comparisonOperator(operator)
        .attributeValueList(value)
        .build();
  }

  @Test
  void pagesAreAtMostOneMegabyte() {
    String table = table(ScalarAttributeType.N);
    String big = "x".repeat(300_000);
    IntStream.range(0, 5).forEach(i -> put(table, "p", s("k"), "s", n("" + i), "v", s(big)));
    QueryResponse first =
        client.query(
            r ->
                r.tableName(table)
                    .keyConditionExpression("p = :p")
                    .expressionAttributeValues(item(":p", s("k"))));
    assertThat(first.items()).hasSizeBetween(3, 4);
    assertThat(first.lastEvaluatedKey()).containsOnlyKeys("p", "s");
    assertThat(client.scanPaginator(r -> r.tableName(table)).items()).hasSize(5);
  }

  @Test
  void scanMeetsEachItemOnce() {
    String table = table(ScalarAttributeType.N);
    for (int i = 0; i < 60; i++) {
      put(table, "p", s("k" + i % 20), "s", n("" + i));
    }
    assertThat(keys(client.scanPaginator(r -> r.tableName(table).limit(7)).items())).hasSize(60);
    Set<String> all = new HashSet<>();
    int sum = 0;
    for (int i = 0; i < 4; i++) {
      int segment = i;
      List<String> part =
          keys(
              client
                  .scanPaginator(
                      r -> r.tableName(table).segment(segment).totalSegments(4).limit(5))
                  .items());
      all.addAll(part);
      sum += part.size();
    }
    assertThat(all).hasSize(60);
    assertThat(sum).isEqualTo(60);
    assertInvalid(
        () -> client.scan(r -> r.tableName(table).segment(4).totalSegments(4)), "Segment");
  }

  private static List<String> keys(Iterable<Map<String, AttributeValue>> items) {
    List<String> keys = new ArrayList<>();
    items.forEach(item -> keys.add(item.get("p").s() + "/" + item.get("s").n()));
    assertThat(keys).doesNotHaveDuplicates();
    return keys;
  }
}
