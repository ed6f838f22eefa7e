package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.Message;
import io.dynamq.topic.TopicName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;

/**
 * {@code mqb_retain}: one row per retained message. The partition key spreads topics over sixteen
 * partitions, so that one of them can be read with a single Query.
 *
 * <pre>
 * h   S  "r" and a hash of the topic modulo 16
 * t   S  topic (hashed if long; the message has it in full)
 * b   B  version, then the message; a payload above 256 KB is in mqb_msg
 * ts  N  arrival, microseconds since the epoch
 * x   N  seconds; the message's expiry, absent if it has none
 * </pre>
 */
final class RetainTable {
  private static final int PARTITIONS = 16;
  private static final int APART_BYTES = 256 << 10;

  final TableSpec spec;

  RetainTable(String prefix) {
    spec = TableSpec.of(prefix + "retain", "h", "t").expiring("x");
  }

  static boolean isApart(Message message) {
    return message.payload().length > APART_BYTES;
  }

  ItemKey key(TopicName topic) {
    int partition = Math.floorMod(topic.value().hashCode(), PARTITIONS);
    return new ItemKey(spec, "r" + partition, LongKeys.of(topic.value()));
  }

  Item item(Message message, List<ItemKey> bodies) {
    RecordWriter out = new RecordWriter(128 + message.size());
    MessageCodec.write(out, message, isApart(message));
    Map<String, AttributeValue> row = new HashMap<>(key(message.topic()).attributes());
    row.put("b", fromB(SdkBytes.fromByteArrayUnsafe(out.toBytes())));
    row.put("ts", fromN(Long.toString(message.arrivedMicros())));
    if (message.expiresAtMillis() != Message.NEVER) {
      row.put("x", fromN(Long.toString(message.expiresAtMillis() / 1_000 + 1)));
    }
    return new Item(row, bodies);
  }

  /** How many messages are retained. */
  ScanRequest count(long nowMillis) {
    return unexpired(nowMillis).select(Select.COUNT).build();
  }

  /** Their topics. */
  ScanRequest topics(long nowMillis) {
    return unexpired(nowMillis).projectionExpression("t").build();
  }

  private ScanRequest.Builder unexpired(long nowMillis) {
    return ScanRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .filterExpression("attribute_not_exists(x) OR x > :now")
        .expressionAttributeValues(Map.of(":now", fromN(Long.toString(nowMillis / 1_000))));
  }

  MessageCodec.Decoded read(Map<String, AttributeValue> row) {
    String where = spec.name() + " [" + row.get("t").s() + "]";
    RecordReader in = new RecordReader(row.get("b").b().asByteArrayUnsafe(), where);
    MessageCodec.Decoded decoded = MessageCodec.read(in);
    in.end();
    return decoded;
  }
}
