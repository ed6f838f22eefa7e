package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * {@code mqb_queue}: the queues of persistent sessions, many messages to an item.
 *
 * <pre>
 * c   S  client id (hashed if long, then cid S holds it)
 * s   S  epoch (8 hex digits) and sequence (16) of the segment's first message
 * n   N  messages      y   N  their bytes of payload and topic
 * b   B  version, then per message: sequence, terms, identifiers, message or reference to mqb_msg
 * x   N  seconds; the last message's expiry, absent if one never expires
 * </pre>
 */
final class QueueTable {
  /** The key's attributes and the counts, for readers that need no content. */
  static final String COUNTS = "c, s, n, y";

  /** The sort key's attribute, for conditions. */
  static final String RANGE = "s";

  /** The partition key's attribute, for conditions. */
  static final String HASH = "c";

  private static final int RETAIN = 4;

  final TableSpec spec;

  QueueTable(String prefix) {
    spec = TableSpec.of(prefix + "queue", "c", "s").expiring("x");
  }

  String hash(ClientId client) {
    return LongKeys.of(client.value());
  }

  ItemKey key(ClientId client, Position first) {
    return new ItemKey(spec, hash(client), range(first));
  }

  /** Positions in a form whose order is theirs. */
  static String range(Position position) {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(position.epoch(), 8) + hex.toHexDigits(position.sequence());
  }

  /** What a segment holds: messages of one epoch in order of their sequence. */
  Map<String, AttributeValue> item(ClientId client, ItemKey key, List<StoredMessage> messages) {
    long bytes = 0;
    long expiry = 0;
    RecordWriter out = new RecordWriter(messages.size() * 256);
    out.number(messages.size());
    for (StoredMessage each : messages) {
      write(out, each);
      bytes += each.message().size();
      expiry = Math.max(expiry, each.message().expiresAtMillis());
    }
    Map<String, AttributeValue> row = new HashMap<>(key.attributes());
    row.put("n", fromN(Integer.toString(messages.size())));
    row.put("y", fromN(Long.toString(bytes)));
    row.put("b", fromB(SdkBytes.fromByteArrayUnsafe(out.toBytes())));
    if (expiry != Message.NEVER) {
      row.put("x", fromN(Long.toString(expiry / 1_000 + 1)));
    }
    if (LongKeys.isHashed(key.hash())) {
      row.put("cid", fromS(client.value()));
    }
    return row;
  }

  private static void write(RecordWriter out, StoredMessage each) {
    out.number(each.position().sequence());
    out.octet(each.qos().value() | (each.retain() ? RETAIN : 0));
    out.number(each.subscriptionIdentifiers().length);
    for (int identifier : each.subscriptionIdentifiers()) {
      out.number(identifier);
    }
    MessageCodec.write(out, each.message(), BodyTable.isApart(each.message()));
  }

  /**
   * A message as it was read.
   *
   * @param payloadBytes length of a payload that is in {@code mqb_msg}, -1 if it is here
   */
  record Row(StoredMessage message, int payloadBytes) {}

  /** Key of a row that was read. */
  ItemKey key(Map<String, AttributeValue> row) {
    return new ItemKey(spec, row.get("c").s(), row.get("s").s());
  }

  int count(Map<String, AttributeValue> row) {
    return Integer.parseInt(row.get("n").n());
  }

  long bytes(Map<String, AttributeValue> row) {
    return Long.parseLong(row.get("y").n());
  }

  List<Row> read(Map<String, AttributeValue> row) {
    ItemKey key = key(row);
    RecordReader in = new RecordReader(row.get("b").b().asByteArrayUnsafe(), key.toString());
    long epoch = Long.parseLong(key.range().substring(0, 8), 16);
    int count = in.count();
    List<Row> messages = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      messages.add(read(in, epoch));
    }
    in.end();
    return messages;
  }

  private static Row read(RecordReader in, long epoch) {
    Position position = new Position(epoch, in.number());
    int terms = in.octet();
    Qos qos = Qos.of(terms & 3);
    int[] identifiers = new int[in.count()];
    for (int i = 0; i < identifiers.length; i++) {
      identifiers[i] = (int) in.number();
    }
    MessageCodec.Decoded decoded = MessageCodec.read(in);
    boolean retain = (terms & RETAIN) != 0;
    return new Row(
        new StoredMessage(position, decoded.message(), qos, retain, identifiers),
        decoded.payloadBytes());
  }
}
