package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.store.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * {@code mqb_history}: what happened to messages and sessions, many events to an item.
 *
 * <pre>
 * n   S  node, "/" and hour in UTC such as 2026-11-28T07; "nodes" for the list of nodes
 * t   S  microseconds of the first event (16 hex digits), a dot, what makes it unique; of the list:
 *        a node's name
 * c   N  events             u  N  microseconds of the newest
 * b   B  version, length, zlib stream, see {@link HistoryPack}
 * x   N  seconds; newest event and history.retention
 * </pre>
 */
final class HistoryTable {
  private static final String NODES = "nodes";
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH").withZone(ZoneOffset.UTC);
  private static final long HOUR_MICROS = 3_600_000_000L;

  /** How long an item's first event may be older than its newest. */
  private static final long SPREAD_MICROS = 60_000_000;

  final TableSpec spec;

  HistoryTable(String prefix) {
    spec = TableSpec.of(prefix + "history", "n", "t").expiring("x");
  }

  ItemKey key(String node, long firstMicros, String unique) {
    return new ItemKey(spec, hash(node, firstMicros), range(firstMicros) + "." + unique);
  }

  private static String hash(String node, long micros) {
    return node + "/" + HOUR.format(Instant.ofEpochSecond(micros / 1_000_000));
  }

  private static String range(long micros) {
    return HexFormat.of().toHexDigits(micros);
  }

  Map<String, AttributeValue> item(ItemKey key, HistoryPack pack, Duration retention) {
    Map<String, AttributeValue> row = new HashMap<>(key.attributes());
    row.put("c", fromN(Integer.toString(pack.count())));
    row.put("u", fromN(Long.toString(pack.newestMicros())));
    row.put("b", fromB(SdkBytes.fromByteArrayUnsafe(pack.toBytes())));
    row.put("x", expiry(pack.newestMicros(), retention));
    return row;
  }

  ItemKey nodeKey(String node) {
    return new ItemKey(spec, NODES, node);
  }

  /** That a node writes here. */
  Map<String, AttributeValue> node(String node, long nowMicros, Duration retention) {
    Map<String, AttributeValue> row = new HashMap<>(nodeKey(node).attributes());
    row.put("x", expiry(nowMicros + HOUR_MICROS, retention));
    return row;
  }

  private static AttributeValue expiry(long micros, Duration retention) {
    return fromN(Long.toString(micros / 1_000_000 + retention.toSeconds() + 1));
  }

  /** Who writes here. */
  QueryRequest nodes() {
    return query(NODES, "");
  }

  String nodeName(Map<String, AttributeValue> row) {
    return row.get("t").s();
  }

  /** Items of a node in the hour of one time that may have events from another on. */
  QueryRequest hour(String node, long hourMicros, long fromMicros) {
    return query(hash(node, hourMicros), range(Math.max(0, fromMicros - SPREAD_MICROS)));
  }

  private QueryRequest query(String hash, String from) {
    QueryRequest.Builder query =
        QueryRequest.builder().tableName(spec.name()).consistentRead(true);
    return from.isEmpty()
        ? query
            .keyConditionExpression("n = :n")
            .expressionAttributeValues(Map.of(":n", fromS(hash)))
            .build()
        : query
            .keyConditionExpression("n = :n AND t >= :t")
            .expressionAttributeValues(Map.of(":n", fromS(hash), ":t", fromS(from)))
            .build();
  }

  /** The first microsecond of the hour before which nothing of the given time can be. */
  static long firstHour(long fromMicros) {
    long early = Math.max(0, fromMicros - SPREAD_MICROS);
    return early - early % HOUR_MICROS;
  }

  static long nextHour(long hourMicros) {
    return hourMicros + HOUR_MICROS;
  }

  List<HistoryEvent> read(Map<String, AttributeValue> row) {
    String where = spec.name() + " [" + row.get("n").s() + " | " + row.get("t").s() + "]";
    return HistoryPack.read(row.get("b").b().asByteArrayUnsafe(), where);
  }
}
