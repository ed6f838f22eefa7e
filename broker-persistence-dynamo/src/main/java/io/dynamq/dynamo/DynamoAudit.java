package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.store.AuditEntry;
import io.dynamq.store.AuditStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * {@code mqb_audit}: what administrators did, one item each. Written at once and not by the
 * write-behind: there are few.
 *
 * <pre>
 * d   S  day in UTC such as 2026-11-28
 * t   S  time in UTC, a blank, what makes it unique
 * nd  S  node                       wh  S  who             fr  S  from where
 * cm  S  command                    ar  S  arguments       st  N  status of HTTP
 * x   N  seconds; 90 days later
 * </pre>
 */
final class DynamoAudit implements AuditStore {
  private static final Duration KEPT = Duration.ofDays(90);
  private static final int DAY_LENGTH = 10;

  private final TableSpec spec;
  private final DynamoPool pool;
  private final String node;

  DynamoAudit(TableSpec spec, DynamoPool pool, String node) {
    this.spec = spec;
    this.pool = pool;
    this.node = node;
  }

  static TableSpec spec(String prefix) {
    return TableSpec.of(prefix + "audit", "d", "t").expiring("x");
  }

  @Override
  public CompletableFuture<Void> put(AuditEntry entry) {
    Instant at = Instant.ofEpochMilli(entry.atMillis());
    String unique = HexFormat.of().toHexDigits(pool.hands().random().nextLong());
    Map<String, AttributeValue> row =
        Map.of(
            "d", fromS(at.toString().substring(0, DAY_LENGTH)),
            "t", fromS(at + " " + unique),
            "nd", fromS(node),
            "wh", fromS(entry.who()),
            "fr", fromS(entry.from()),
            "cm", fromS(entry.command()),
            "ar", fromS(entry.arguments()),
            "st", fromN(Integer.toString(entry.status())),
            "x", fromN(Long.toString(at.plus(KEPT).getEpochSecond())));
    return pool.request("auditing", c -> c.putItem(b -> b.tableName(spec.name()).item(row)))
        .thenApply(done -> null);
  }
}
