package io.dynamq.dynamo.access;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.store.StorageException;
import io.dynamq.store.access.AccessRule;
import io.dynamq.store.access.AccessUser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/** Reads the rows of both tables. Half-price reads: what was written a second ago may be missing. */
final class AccessReads {
  private static final String WHO = "who";

  /** A client that had more would be judged slowly; who writes so many means something else. */
  static final int RULES_MAX = 1_000;

  private final DynamoPool pool;
  private final String users;
  private final String rules;

  AccessReads(DynamoPool pool, String users, String rules) {
    this.pool = pool;
    this.users = users;
    this.rules = rules;
  }

  static TableSpec usersTable(String name) {
    return TableSpec.of(name, WHO);
  }

  static TableSpec rulesTable(String name) {
    return TableSpec.of(name, WHO, "rule");
  }

  /** Of null if there is none. */
  CompletableFuture<AccessUser> user(String who) {
    return pool.request(
            "reading " + users,
            client ->
                client.getItem(
                    b -> b.tableName(users).key(Map.of(WHO, AttributeValue.fromS(who)))))
        .thenApply(answer -> answer.hasItem() ? user(answer.item()) : null);
  }

  private static AccessUser user(Map<String, AttributeValue> row) {
    return new AccessUser(
        text(row, "hash"),
        text(row, "salt"),
        text(row, "algorithm"),
        flag(row.get("is_superuser")),
        text(row, "username"));
  }

  private static String text(Map<String, AttributeValue> row, String name) {
    AttributeValue value = row.get(name);
    return value == null ? null : value.s();
  }

  private static boolean flag(AttributeValue value) {
    return value != null
        && (Boolean.TRUE.equals(value.bool()) || "1".equals(value.n()) || "true".equals(value.s()));
  }

  CompletableFuture<List<AccessRule>> rules(String who) {
    QueryRequest query =
        QueryRequest.builder()
            .tableName(rules)
            .keyConditionExpression("who = :who")
            .expressionAttributeValues(Map.of(":who", AttributeValue.fromS(who)))
            .build();
    return page(who, query, new ArrayList<>());
  }

  private CompletableFuture<List<AccessRule>> page(
      String who, QueryRequest query, List<AccessRule> found) {
    return pool.request("reading " + rules, client -> client.query(query))
        .thenCompose(
            answer -> {
              answer.items().forEach(row -> found.add(rule(who, row)));
              if (found.size() > RULES_MAX) {
                return CompletableFuture.failedFuture(
                    new StorageException(
                        StorageException.Kind.CORRUPT,
                        rules + " has more than " + RULES_MAX + " rules of one who",
                        null));
              }
              return answer.hasLastEvaluatedKey() && !answer.lastEvaluatedKey().isEmpty()
                  ? page(
                      who,
                      query.toBuilder().exclusiveStartKey(answer.lastEvaluatedKey()).build(),
                      found)
                  : CompletableFuture.completedFuture(List.copyOf(found));
            });
  }

  private AccessRule rule(String who, Map<String, AttributeValue> row) {
    return new AccessRule(
        rules + " " + who + " " + text(row, "rule"),
        text(row, "topic"),
        text(row, "action"),
        text(row, "permission"));
  }
}
