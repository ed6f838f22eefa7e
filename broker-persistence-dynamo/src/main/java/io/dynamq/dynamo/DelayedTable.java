package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * {@code mqb_delayed}: one row per message whose time has not come.
 *
 * <pre>
 * m   S  message id in 32 hex digits; begins with the time at which it is due
 * nd  S  node that is to publish it      ni  N  its incarnation
 * du  N  when, milliseconds since the epoch
 * t   S  topic
 * b   B  version, then the message; a payload above 256 KB is in mqb_msg
 * x   N  seconds; the message's expiry, absent if it has none
 * </pre>
 */
final class DelayedTable {
  private static final int APART_BYTES = 256 << 10;

  final TableSpec spec;

  DelayedTable(String prefix) {
    spec = TableSpec.of(prefix + "delayed", "m").expiring("x");
  }

  static boolean isApart(Message message) {
    return message.payload().length > APART_BYTES;
  }

  ItemKey key(MessageId id) {
    return ItemKey.of(spec, id.toHex());
  }

  Item item(Message message, NodeLife node, List<ItemKey> bodies) {
    RecordWriter out = new RecordWriter(128 + message.size());
    MessageCodec.write(out, message, isApart(message));
    Map<String, AttributeValue> row = new HashMap<>(key(message.id()).attributes());
    row.put("nd", fromS(node.name()));
    row.put("ni", fromN(Long.toString(node.incarnation())));
    row.put("du", fromN(Long.toString(message.arrivedMicros() / 1_000)));
    row.put("t", fromS(message.topic().value()));
    row.put("b", fromB(SdkBytes.fromByteArrayUnsafe(out.toBytes())));
    if (message.expiresAtMillis() != Message.NEVER) {
      row.put("x", fromN(Long.toString(message.expiresAtMillis() / 1_000 + 1)));
    }
    return new Item(row, bodies);
  }

  /** A row as it is, under another node. */
  Item ownedBy(NodeLife node, Map<String, AttributeValue> row) {
    Map<String, AttributeValue> owned = new HashMap<>(row);
    owned.put("nd", fromS(node.name()));
    owned.put("ni", fromN(Long.toString(node.incarnation())));
    return Item.of(owned);
  }

  String node(Map<String, AttributeValue> row) {
    return row.get("nd").s();
  }

  /** Of the node; 0 if a program of an older version wrote the row. */
  long incarnation(Map<String, AttributeValue> row) {
    AttributeValue incarnation = row.get("ni");
    return incarnation == null ? 0 : Long.parseLong(incarnation.n());
  }

  /** Rows of a node's incarnations up to one. */
  TableReader.Filter owned(String node, long through) {
    return new TableReader.Filter(
        "#nd = :nd AND (attribute_not_exists(#ni) OR #ni <= :ni)",
        Map.of("#nd", "nd", "#ni", "ni"),
        Map.of(":nd", fromS(node), ":ni", fromN(Long.toString(through))));
  }

  MessageCodec.Decoded read(Map<String, AttributeValue> row) {
    String where = spec.name() + " [" + row.get("m").s() + "]";
    RecordReader in = new RecordReader(row.get("b").b().asByteArrayUnsafe(), where);
    MessageCodec.Decoded decoded = MessageCodec.read(in);
    in.end();
    return decoded;
  }
}
