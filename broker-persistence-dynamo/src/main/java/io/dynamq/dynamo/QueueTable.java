package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Write.Expression;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.store.InflightStore.Backlog;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;

/**
 * {@code mqb_queue}: the queues of persistent sessions, many messages to an item.
 *
 * <pre>
 * c   S  client id (hashed if long, then cid S holds it)
 * s   S  epoch (8 hex digits) and sequence (16) of the segment's first message
 * n   N  messages      y   N  their bytes of payload, topic and properties
 * b   B  version, then per message: sequence, terms, identifiers, filter of the shared group,
 *        name in mqb_msg, message
 * r   B  bits of the messages, by place in b, that are no longer wanted; absent if all are
 * x   N  seconds; the last message's expiry, absent if one never expires
 * </pre>
 */
final class QueueTable {
  /** The key's attributes and the counts, for readers that need no content. */
  static final String COUNTS = "c, s, n, y";

  private static final int RETAIN = 4;
  private static final int APART = 8;
  private static final int SOLE = 16;
  private static final int SHARED = 32;
  private static final int BUNDLED = 64;
  private static final int MOVED = 128;

  final TableSpec spec;

  QueueTable(String prefix) {
    spec = TableSpec.of(prefix + "queue", "c", "s").expiring("x").writtenInOrder();
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
  Map<String, AttributeValue> item(ClientId client, ItemKey key, List<Slot> slots) {
    long bytes = 0;
    long expiry = 0;
    RecordWriter out = new RecordWriter(slots.size() * 256);
    out.number(slots.size());
    for (Slot slot : slots) {
      write(out, slot);
      bytes += slot.size;
      expiry = Math.max(expiry, slot.message.message().expiresAtMillis());
    }
    Map<String, AttributeValue> row = new HashMap<>(key.attributes());
    row.put("n", fromN(Integer.toString(slots.size())));
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

  private static void write(RecordWriter out, Slot slot) {
    StoredMessage each = slot.message;
    Body body = slot.body;
    out.number(each.position().sequence());
    out.octet(
        each.qos().value()
            | (each.retain() ? RETAIN : 0)
            | (body != null ? APART : 0)
            | (body != null && body.isSole() ? SOLE : 0)
            | (each.sharedGroup() != null ? SHARED : 0)
            | witness(slot.witness));
    out.number(each.subscriptionIdentifiers().length);
    for (int identifier : each.subscriptionIdentifiers()) {
      out.number(identifier);
    }
    if (each.sharedGroup() != null) {
      out.text(each.sharedGroup());
    }
    if (body != null) {
      out.text(body.name());
    }
    MessageCodec.write(out, each.message(), body != null);
  }

  private static int witness(Witness witness) {
    return switch (witness) {
      case NONE -> 0;
      case PUBLISHER -> BUNDLED;
      case RECEIVER -> MOVED;
    };
  }

  private static Witness witness(int terms) {
    if ((terms & MOVED) != 0) {
      return Witness.RECEIVER;
    }
    return (terms & BUNDLED) != 0 ? Witness.PUBLISHER : Witness.NONE;
  }

  /** Notes which messages of a stored segment are no longer wanted. */
  Expression removal(List<Slot> slots) {
    BitSet removed = new BitSet(slots.size());
    int count = 0;
    long bytes = 0;
    for (int i = 0; i < slots.size(); i++) {
      removed.set(i, slots.get(i).removed);
      if (!slots.get(i).removed) {
        count++;
        bytes += slots.get(i).size;
      }
    }
    return new Expression(
        "SET #r = :r, #n = :n, #y = :y",
        "attribute_exists(#c)",
        Map.of("#r", "r", "#n", "n", "#y", "y", "#c", "c"),
        Map.of(
            ":r", fromB(SdkBytes.fromByteArrayUnsafe(removed.toByteArray())),
            ":n", fromN(Integer.toString(count)),
            ":y", fromN(Long.toString(bytes))));
  }

  /** The rows of a queue from a position on. */
  QueryRequest from(ClientId client, Position first, int rows) {
    return query(client, "c = :c AND s >= :s", first).limit(rows).build();
  }

  /** All rows of a queue from a position on. */
  QueryRequest from(ClientId client, Position first) {
    return query(client, "c = :c AND s >= :s", first).build();
  }

  /** The one row that may hold a position: the last that starts at or before it. */
  QueryRequest holding(ClientId client, Position position) {
    return query(client, "c = :c AND s <= :s", position).limit(1).scanIndexForward(false).build();
  }

  /** All rows that start between two positions, these included. */
  QueryRequest between(ClientId client, Position first, Position last) {
    return QueryRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .keyConditionExpression("c = :c AND s BETWEEN :s AND :e")
        .expressionAttributeValues(
            Map.of(
                ":c", fromS(hash(client)), ":s", fromS(range(first)), ":e", fromS(range(last))))
        .build();
  }

  /** The keys of all rows that start at or before a position. */
  QueryRequest keysThrough(ClientId client, Position position) {
    return query(client, "c = :c AND s <= :s", position).projectionExpression("c, s").build();
  }

  /** What the rows of a client hold, without content. */
  QueryRequest counts(ClientId client) {
    return query(client, "c = :c AND s >= :s", Position.START).projectionExpression(COUNTS).build();
  }

  /** All rows up to an epoch. */
  QueryRequest throughEpoch(ClientId client, long epoch) {
    return query(client, "c = :c AND s < :s", new Position(epoch + 1, 0)).build();
  }

  private QueryRequest.Builder query(ClientId client, String condition, Position position) {
    return QueryRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .keyConditionExpression(condition)
        .expressionAttributeValues(
            Map.of(":c", fromS(hash(client)), ":s", fromS(range(position))));
  }

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

  /**
   * What rows hold that were read for their counts.
   *
   * @param known what is known better, by row
   * @param deleted rows that are to be deleted
   */
  Backlog backlog(
      List<Map<String, AttributeValue>> rows, Map<ItemKey, Backlog> known, Set<ItemKey> deleted) {
    long messages = 0;
    long bytes = 0;
    for (Map<String, AttributeValue> row : rows) {
      ItemKey key = key(row);
      if (!known.containsKey(key) && !deleted.contains(key)) {
        messages += count(row);
        bytes += bytes(row);
      }
    }
    for (Backlog backlog : known.values()) {
      messages += backlog.messages();
      bytes += backlog.bytes();
    }
    return new Backlog(messages, bytes);
  }

  /** The first position that a key allows for. */
  static Position first(ItemKey key) {
    return new Position(
        Long.parseLong(key.range().substring(0, 8), 16),
        Long.parseUnsignedLong(key.range().substring(8), 16));
  }

  /** Every message of a row, with payloads that are elsewhere still missing. */
  List<Slot> read(Map<String, AttributeValue> row) {
    ItemKey key = key(row);
    RecordReader in = new RecordReader(row.get("b").b().asByteArrayUnsafe(), key.toString());
    long epoch = first(key).epoch();
    int count = in.count();
    List<Slot> slots = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      slots.add(read(in, epoch));
    }
    in.end();
    AttributeValue removed = row.get("r");
    if (removed != null) {
      BitSet bits = BitSet.valueOf(removed.b().asByteArrayUnsafe());
      bits.stream().filter(i -> i < count).forEach(i -> slots.get(i).removed = true);
    }
    return slots;
  }

  private static Slot read(RecordReader in, long epoch) {
    Position position = new Position(epoch, in.number());
    int terms = in.octet();
    Qos qos = Qos.of(terms & 3);
    int[] identifiers = new int[in.count()];
    for (int i = 0; i < identifiers.length; i++) {
      identifiers[i] = (int) in.number();
    }
    String group = (terms & SHARED) != 0 ? in.text() : null;
    String name = (terms & APART) != 0 ? in.text() : null;
    MessageCodec.Decoded decoded = MessageCodec.read(in);
    Body body =
        name == null ? null : Body.stored(name, decoded.payloadBytes(), (terms & SOLE) != 0);
    boolean retain = (terms & RETAIN) != 0;
    return new Slot(
        new StoredMessage(position, decoded.message(), qos, retain, identifiers, group),
        body,
        witness(terms));
  }
}
