package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.observe.DropReason;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * {@code mqb_ledger}: what was not delivered, several entries of one receiver to an item. All but the
 * message itself is readable without a program.
 *
 * <pre>
 * c   S  client id, or a shared subscription's filter (hashed if long, then cid S holds it)
 * t   S  microseconds of the first entry (16 hex digits), a dot, what makes it unique
 * n   N  entries
 * e   L  of M, oldest first:
 *        a N  microseconds; when it was given up    r S  reason    d S  detail, absent if none
 *        i S  message id in 32 hex digits           o S  topic     p S  publisher
 *        q N  QoS of the delivery                   z N  bytes of payload
 *        b B  version, terms, identifiers, shared group, message (as in mqb_queue)
 * u   SS places in e (from 0) of entries that were delivered again; absent if none
 * x   N  seconds; last entry's time and ledger.retention
 * </pre>
 */
final class LedgerTable {
  private static final int RETAIN = 4;
  private static final int SHARED = 8;
  private static final int INCOMPLETE = 16;
  private static final long MICROS = 1_000_000;

  final TableSpec spec;

  LedgerTable(String prefix) {
    spec = TableSpec.of(prefix + "ledger", "c", "t").expiring("x");
  }

  String hash(ClientId receiver) {
    return LongKeys.of(receiver.value());
  }

  /** A key that no other pack has. */
  ItemKey key(ClientId receiver, long firstMicros, String unique) {
    return new ItemKey(spec, hash(receiver), range(firstMicros) + "." + unique);
  }

  private static String range(long micros) {
    return HexFormat.of().toHexDigits(micros);
  }

  Item item(LedgerPack pack, Duration retention) {
    List<AttributeValue> list = new ArrayList<>(pack.entries.size());
    long last = 0;
    for (StoredLedgerEntry each : pack.entries) {
      list.add(fromM(attributes(each)));
      last = Math.max(last, each.entry().atMicros());
    }
    Map<String, AttributeValue> row = new HashMap<>(pack.key.attributes());
    row.put("n", fromN(Integer.toString(list.size())));
    row.put("e", fromL(list));
    row.put("x", fromN(Long.toString(last / MICROS + retention.toSeconds() + 1)));
    if (LongKeys.isHashed(pack.key.hash())) {
      row.put("cid", fromS(pack.entries.get(0).entry().receiver().value()));
    }
    return Item.of(row);
  }

  private static Map<String, AttributeValue> attributes(StoredLedgerEntry stored) {
    LedgerEntry entry = stored.entry();
    Message message = entry.delivery().message();
    Map<String, AttributeValue> attributes = new HashMap<>();
    attributes.put("a", fromN(Long.toString(entry.atMicros())));
    attributes.put("r", fromS(entry.reason().text()));
    if (!entry.detail().isEmpty()) {
      attributes.put("d", fromS(entry.detail()));
    }
    attributes.put("i", fromS(message.id().toHex()));
    attributes.put("o", fromS(message.topic().value()));
    attributes.put("p", fromS(message.sender()));
    attributes.put("q", fromN(Integer.toString(entry.delivery().qos().value())));
    attributes.put("z", fromN(Integer.toString(stored.payloadBytes())));
    RecordWriter out = new RecordWriter(160 + message.size());
    write(out, entry.delivery(), stored.complete());
    attributes.put("b", fromB(SdkBytes.fromByteArrayUnsafe(out.toBytes())));
    return attributes;
  }

  /** What is kept of a delivery; also part of a record of the write-ahead log. */
  static void write(RecordWriter out, StoredMessage delivery, boolean complete) {
    out.octet(
        delivery.qos().value()
            | (delivery.retain() ? RETAIN : 0)
            | (delivery.sharedGroup() != null ? SHARED : 0)
            | (complete ? 0 : INCOMPLETE));
    out.number(delivery.subscriptionIdentifiers().length);
    for (int identifier : delivery.subscriptionIdentifiers()) {
      out.number(identifier);
    }
    if (delivery.sharedGroup() != null) {
      out.text(delivery.sharedGroup());
    }
    MessageCodec.write(out, delivery.message(), false);
  }

  /** A delivery, and whether all of its message is there. */
  record Kept(StoredMessage delivery, boolean complete) {}

  static Kept read(RecordReader in) {
    int terms = in.octet();
    int[] identifiers = new int[in.count()];
    for (int i = 0; i < identifiers.length; i++) {
      identifiers[i] = (int) in.number();
    }
    String group = (terms & SHARED) != 0 ? in.text() : null;
    StoredMessage delivery =
        new StoredMessage(
            null,
            MessageCodec.read(in).message(),
            io.dynamq.message.Qos.of(terms & 3),
            (terms & RETAIN) != 0,
            identifiers,
            group);
    return new Kept(delivery, (terms & INCOMPLETE) == 0);
  }

  /** One receiver's packs that may have entries from a time on. */
  QueryRequest from(ClientId receiver, long micros) {
    return QueryRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .keyConditionExpression("c = :c AND t >= :t")
        .expressionAttributeValues(
            Map.of(
                ":c", fromS(hash(receiver)),
                ":t", fromS(range(LedgerPack.begunBefore(micros)))))
        .build();
  }

  /** Everybody's packs that may have entries from a time on. */
  ScanRequest everyone(long millis) {
    return ScanRequest.builder()
        .tableName(spec.name())
        .filterExpression("t >= :t")
        .expressionAttributeValues(
            Map.of(":t", fromS(range(LedgerPack.begunBefore(millis * 1_000)))))
        .build();
  }

  /** Every entry of a row, oldest first; none if its time is over, or only a mark came after it. */
  List<StoredLedgerEntry> read(Map<String, AttributeValue> row, long nowSeconds) {
    if (!row.containsKey("e") || Long.parseLong(row.get("x").n()) <= nowSeconds) {
      return List.of();
    }
    String cid = row.containsKey("cid") ? row.get("cid").s() : row.get("c").s();
    ClientId receiver = new ClientId(cid);
    Set<String> redelivered = row.containsKey("u") ? Set.copyOf(row.get("u").ss()) : Set.of();
    String range = row.get("t").s();
    List<StoredLedgerEntry> entries = new ArrayList<>();
    List<AttributeValue> list = row.get("e").l();
    for (int i = 0; i < list.size(); i++) {
      boolean again = redelivered.contains(Integer.toString(i));
      entries.add(read(list.get(i).m(), receiver, range + "-" + i, again));
    }
    return entries;
  }

  private StoredLedgerEntry read(
      Map<String, AttributeValue> attributes, ClientId receiver, String id, boolean redelivered) {
    String where = spec.name() + " [" + receiver + " | " + id + "]";
    RecordReader in = new RecordReader(attributes.get("b").b().asByteArrayUnsafe(), where);
    Kept kept = read(in);
    in.end();
    DropReason reason =
        DropReason.named(attributes.get("r").s())
            .orElseThrow(() -> in.corrupt("has a reason that this version does not know"));
    String detail = attributes.containsKey("d") ? attributes.get("d").s() : "";
    long at = Long.parseLong(attributes.get("a").n());
    int bytes = Integer.parseInt(attributes.get("z").n());
    return new StoredLedgerEntry(
        id,
        new LedgerEntry(receiver, at, kept.delivery, reason, detail),
        kept.complete,
        bytes,
        redelivered);
  }

  /** The item of an entry. */
  ItemKey keyOf(StoredLedgerEntry entry) {
    String id = entry.id();
    return new ItemKey(
        spec, hash(entry.entry().receiver()), id.substring(0, id.lastIndexOf('-')));
  }

  /** The place of an entry in its item. */
  static String placeOf(StoredLedgerEntry entry) {
    return entry.id().substring(entry.id().lastIndexOf('-') + 1);
  }
}
