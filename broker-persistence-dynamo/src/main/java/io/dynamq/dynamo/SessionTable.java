package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Write.Expression;
import io.dynamq.message.ClientId;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * {@code mqb_session}: one row per client id, and the judge of its ownership.
 *
 * <pre>
 * c   S  client id (hashed if long)     cid S  client id
 * ep  N  epoch of the last claim        nd  S  node of the last claim   ni  N  its incarnation
 * st  N  1 while connected              pv  N  protocol version; missing = claimed, never saved
 * un  S  user name    zn S zone        ei  N  session expiry interval, seconds
 * cr, ct, dt  N  created, connected, disconnected at, milliseconds
 * if  B  unfinished exchanges           wl  B  pending will     wa  N  will due at, milliseconds
 * cs  S  process of the last claim, and its number there
 * cl  N  1: not saved since its last claim, so the client may know more than the row says
 * qm  B  its publishes of QoS 2 with the promise of the store
 * tk  B  what came to its queue from another one with that promise
 * </pre>
 *
 * <p>The first claim of a row takes its epoch from the clock, in seconds. A session that was deleted
 * and comes back so gets a higher epoch than in its old life: leases of then stay void, and queue
 * rows of then that are still to be deleted sort before the new ones.
 *
 * <p>DynamoDB's TTL must not take a row away, for subscriptions and queue would stay behind: a
 * session ends at its deadline on the node that serves it, or at the next start of any node.
 */
final class SessionTable {
  private static final String CLAIMED = "cl";

  /** Nor has this process claimed the row again since. */
  private static final String NO_LATER_CLAIM =
      "attribute_not_exists(#cs) OR NOT begins_with(#cs, :process) OR #cs <= :cs";

  private static final Map<String, String> CLAIM =
      Map.of(
          "#ep", "ep", "#nd", "nd", "#ni", "ni", "#cid", "cid", "#cs", "cs", "#cl", CLAIMED);

  final TableSpec spec;

  SessionTable(String prefix) {
    spec = TableSpec.of(prefix + "session", "c");
  }

  ItemKey key(ClientId client) {
    return ItemKey.of(spec, LongKeys.of(client.value()));
  }

  /**
   * Raises the epoch whatever it is, unless a later claim of this process did; answers with the row
   * as it was.
   *
   * @param base the epoch before the first, for a client that has no row
   */
  UpdateItemRequest claim(ClientId client, ClaimStamp stamp, long base) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(key(client).attributes())
        .updateExpression(
            "SET #ep = if_not_exists(#ep, :base) + :one, #nd = :node, #ni = :life, #cid = :cid,"
                + " #cs = :cs, #cl = :one")
        .conditionExpression(NO_LATER_CLAIM)
        .expressionAttributeNames(CLAIM)
        .expressionAttributeValues(
            Map.of(
                ":base", number(base),
                ":one", fromN("1"),
                ":node", fromS(stamp.node().name()),
                ":life", number(stamp.node().incarnation()),
                ":cid", fromS(client.value()),
                ":process", fromS(stamp.process()),
                ":cs", fromS(stamp.text())))
        .returnValues(ReturnValue.ALL_OLD)
        .build();
  }

  /** The row of a client. */
  GetItemRequest one(ClientId client) {
    return GetItemRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .key(key(client).attributes())
        .build();
  }

  /** Every session; no row that was claimed only, no queue of a shared group. */
  ScanRequest saved() {
    return ScanRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .filterExpression(
            "attribute_exists(pv) AND NOT begins_with(c, :share) AND NOT begins_with(c, :queue)")
        .expressionAttributeValues(Map.of(":share", fromS("$share/"), ":queue", fromS("$queue/")))
        .build();
  }

  /**
   * Raises the epoch of a row that is this node's, to an absolute number: repeated, or late, it takes
   * nothing from anybody. Answers with the row as it was.
   *
   * @param next may be of an adopted session: then the row may also be its last owner's
   * @param confirmed the lowest epoch that the row may have
   */
  UpdateItemRequest claim(Lease next, long confirmed, ClaimStamp stamp) {
    return claim(next, confirmed, stamp, true);
  }

  /** The same where nobody has talked to the client under the new epoch. */
  UpdateItemRequest adoption(Lease next, ClaimStamp stamp) {
    return claim(next, next.epoch() - 1, stamp, false);
  }

  private UpdateItemRequest claim(
      Lease next, long confirmed, ClaimStamp stamp, boolean talksToClient) {
    Map<String, AttributeValue> values = new HashMap<>();
    Map<String, String> names =
        new HashMap<>(Map.of("#ep", "ep", "#nd", "nd", "#ni", "ni", "#cs", "cs"));
    String update = "SET #ep = :ep, #nd = :nd, #ni = :ni, #cs = :cs";
    if (talksToClient) {
      names.put("#cl", CLAIMED);
      values.put(":one", fromN("1"));
      update += ", #cl = :one";
    }
    values.put(":ep", number(next.epoch()));
    values.put(":ni", number(stamp.node().incarnation()));
    values.put(":cs", fromS(stamp.text()));
    String condition = condition(next, new Epochs(confirmed, next.epoch(), next.from()), values);
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(key(next.client()).attributes())
        .updateExpression(update)
        .conditionExpression(condition)
        .expressionAttributeNames(names)
        .expressionAttributeValues(values)
        .returnValues(ReturnValue.ALL_OLD)
        .build();
  }

  /** That the row is this lease's, or the one that it adopts. */
  private static String condition(
      Lease lease, Epochs rows, Map<String, AttributeValue> values) {
    values.put(":lo", number(rows.low));
    values.put(":hi", number(rows.high));
    values.put(":nd", fromS(lease.node()));
    String own = "#ep BETWEEN :lo AND :hi AND #nd = :nd";
    if (rows.from == null || rows.from.equals(lease.node())) {
      return own;
    }
    values.put(":from", fromS(rows.from));
    return "(" + own + ") OR (#ep = :lo AND #nd = :from)";
  }

  /** Takes a row from another owner, but only below an epoch that this node has used itself. */
  UpdateItemRequest claimAbove(Lease next, ClaimStamp stamp) {
    return UpdateItemRequest.builder()
        .tableName(spec.name())
        .key(key(next.client()).attributes())
        .updateExpression("SET #ep = :ep, #nd = :node, #ni = :ni, #cid = :cid, #cs = :cs, #cl = :one")
        .conditionExpression("attribute_not_exists(#ep) OR #ep < :ep")
        .expressionAttributeNames(CLAIM)
        .expressionAttributeValues(
            Map.of(
                ":one", fromN("1"),
                ":ep", number(next.epoch()),
                ":node", fromS(next.node()),
                ":ni", number(stamp.node().incarnation()),
                ":cs", fromS(stamp.text()),
                ":cid", fromS(next.client().value())))
        .returnValues(ReturnValue.ALL_OLD)
        .build();
  }

  /** The key of a row. */
  String hash(Map<String, AttributeValue> row) {
    return row.get("c").s();
  }

  /**
   * From the lowest to the highest.
   *
   * @param from who else may own the row with the lowest; null: nobody
   */
  record Epochs(long low, long high, String from) {}

  /** Who claimed last. */
  record Owner(long epoch, String node) {}

  /** The last owner. */
  Owner owner(Map<String, AttributeValue> row) {
    return new Owner(number(row, "ep", 0), row.get("nd").s());
  }

  /** Of the node of the last claim; 0 if a program of an older version made it. */
  long incarnation(Map<String, AttributeValue> row) {
    return number(row, "ni", 0);
  }

  /** Rows of a node's incarnations up to one. */
  TableReader.Filter owned(String node, long through) {
    return new TableReader.Filter(
        "#nd = :nd AND (attribute_not_exists(#ni) OR #ni <= :ni)",
        Map.of("#nd", "nd", "#ni", "ni"),
        Map.of(":nd", fromS(node), ":ni", number(through)));
  }

  /** The client, also of a row that was never saved. */
  ClientId client(Map<String, AttributeValue> row) {
    return new ClientId(row.get("cid").s());
  }

  /**
   * The whole row, if it is still this lease's.
   *
   * @param rows the epochs that the row may have; afterwards it has the highest, for it never falls
   * @param incarnation of the lease's node
   * @param marks what it says besides
   */
  Expression save(
      Lease lease, StoredSession session, Epochs rows, long incarnation, Marks marks) {
    Map<String, AttributeValue> row = row(new Lease(lease.client(), rows.high, lease.node()), session);
    row.put("ni", number(incarnation));
    marks.write(row);
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    StringJoiner set = new StringJoiner(", ", "SET ", "");
    row.forEach(
        (name, value) -> {
          names.put("#" + name, name);
          values.put(":" + name, value);
          set.add("#" + name + " = :" + name);
        });
    List<String> gone = new ArrayList<>();
    for (String name : List.of("un", "zn", "wl", "wa", CLAIMED)) {
      if (!row.containsKey(name)) {
        names.put("#" + name, name);
        gone.add("#" + name);
      }
    }
    String update = set + (gone.isEmpty() ? "" : " REMOVE " + String.join(", ", gone));
    return new Expression(update, condition(lease, rows, values), names, values);
  }

  /**
   * Deletes the row, if it is still this lease's. One that is gone is fine: a request whose answer
   * was lost is repeated.
   */
  Expression deletion(Lease lease, Epochs rows) {
    Map<String, AttributeValue> values = new HashMap<>();
    String condition = "attribute_not_exists(#ep) OR (" + condition(lease, rows, values) + ")";
    return new Expression(null, condition, Map.of("#ep", "ep", "#nd", "nd"), values);
  }

  private Map<String, AttributeValue> row(Lease lease, StoredSession session) {
    Map<String, AttributeValue> row = new TreeMap<>();
    row.put("cid", fromS(session.client().value()));
    row.put("ep", number(lease.epoch()));
    row.put("nd", fromS(lease.node()));
    row.put("st", number(session.connected() ? 1 : 0));
    row.put("pv", number(session.protocolVersion()));
    row.put("ei", number(session.expirySeconds()));
    row.put("cr", number(session.createdAtMillis()));
    row.put("ct", number(session.connectedAtMillis()));
    row.put("dt", number(session.disconnectedAtMillis()));
    row.put("if", fromB(SdkBytes.fromByteArrayUnsafe(SessionCodec.write(session.inflight()))));
    if (session.username() != null) {
      row.put("un", fromS(session.username()));
    }
    if (session.zone() != null) {
      row.put("zn", fromS(session.zone()));
    }
    if (session.will() != null) {
      row.put("wl", fromB(SdkBytes.fromByteArrayUnsafe(SessionCodec.write(session.will()))));
      if (!session.connected()) {
        row.put(
            "wa", number(session.disconnectedAtMillis() + session.will().delaySeconds() * 1_000));
      }
    }
    return row;
  }

  /**
   * @return null if the row was claimed but never saved
   */
  StoredSession read(Map<String, AttributeValue> row) {
    if (!row.containsKey("pv")) {
      return null;
    }
    String where = spec.name() + " [" + row.get("c").s() + "]";
    AttributeValue username = row.get("un");
    AttributeValue will = row.get("wl");
    AttributeValue zone = row.get("zn");
    return new StoredSession(
        client(row),
        owner(row).epoch(),
        owner(row).node(),
        number(row, "st", 0) == 1,
        (int) number(row, "pv", 0),
        username == null ? null : username.s(),
        number(row, "cr", 0),
        number(row, "ct", 0),
        number(row, "dt", 0),
        number(row, "ei", 0),
        will == null ? null : SessionCodec.readWill(will.b().asByteArray(), where),
        inflight(row, where),
        zone == null ? null : zone.s());
  }

  private static InflightSnapshot inflight(Map<String, AttributeValue> row, String where) {
    InflightSnapshot saved = SessionCodec.readInflight(row.get("if").b().asByteArray(), where);
    return row.containsKey(CLAIMED) ? saved.doubted() : saved;
  }

  /** Only the marks, of which there are some, if the row is as it was read. */
  Expression mark(StoredSession session, Marks marks) {
    Map<String, AttributeValue> row = new TreeMap<>();
    marks.write(row);
    Map<String, String> names = new HashMap<>(Map.of("#ep", "ep", "#nd", "nd"));
    Map<String, AttributeValue> values =
        new HashMap<>(Map.of(":ep", number(session.epoch()), ":nd", fromS(session.node())));
    StringJoiner set = new StringJoiner(", ", "SET ", "");
    row.forEach(
        (name, value) -> {
          names.put("#" + name, name);
          values.put(":" + name, value);
          set.add("#" + name + " = :" + name);
        });
    return new Expression(set.toString(), "#ep = :ep AND #nd = :nd", names, values);
  }

  /** What the row says of messages that count only if it tells of them. */
  Marks marks(Map<String, AttributeValue> row) {
    return Marks.read(row, spec.name() + " [" + row.get("c").s() + "]");
  }

  private static AttributeValue number(long value) {
    return fromN(Long.toString(value));
  }

  private static long number(Map<String, AttributeValue> row, String name, long absent) {
    AttributeValue value = row.get(name);
    return value == null ? absent : Long.parseLong(value.n());
  }
}
