package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * {@code mqb_msg}: payloads that are too large to be repeated in every queue.
 *
 * <pre>
 * m   S  message id in 32 hex digits, a dot and a tag of the writing process; retained messages' own
 *        copies: r and the id, delayed messages': d and the id; the second and later chunks of a payload end in # and their number
 * b   B  up to 380 KB of payload
 * x   N  seconds; the message's expiry plus a day, absent if it never expires
 * </pre>
 */
final class BodyTable {
  /** Payloads from this length stand here, once for all queues. */
  static final int APART_BYTES = 4_096;

  private static final int CHUNK_BYTES = 380 << 10;
  private static final long GRACE_SECONDS = 86_400;

  final TableSpec spec;

  BodyTable(String prefix) {
    spec = TableSpec.of(prefix + "msg", "m").expiring("x");
  }

  static boolean isApart(Message message) {
    return message.payload().length >= APART_BYTES;
  }

  /** Name of a payload that belongs to a retained message. */
  static String retained(MessageId id) {
    return "r" + id.toHex();
  }

  /** Name of a payload that belongs to a delayed message. */
  static String delayed(MessageId id) {
    return "d" + id.toHex();
  }

  /** The keys of all chunks of a payload. */
  List<ItemKey> keys(String name, int bytes) {
    int chunks = Math.max(1, (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
    List<ItemKey> keys = new ArrayList<>(chunks);
    for (int i = 0; i < chunks; i++) {
      keys.add(ItemKey.of(spec, i == 0 ? name : name + "#" + i));
    }
    return keys;
  }

  /** One chunk of a message's payload. */
  Item item(ItemKey key, int chunk, Message message) {
    byte[] payload = message.payload();
    int from = chunk * CHUNK_BYTES;
    int to = Math.min(payload.length, from + CHUNK_BYTES);
    Map<String, AttributeValue> row = new HashMap<>(key.attributes());
    row.put("b", fromB(SdkBytes.fromByteArray(java.util.Arrays.copyOfRange(payload, from, to))));
    if (message.expiresAtMillis() != Message.NEVER) {
      row.put("x", fromN(Long.toString(message.expiresAtMillis() / 1_000 + GRACE_SECONDS)));
    }
    return Item.of(row);
  }

  /** Bytes that one chunk of a payload holds. */
  static int chunkBytes(int chunk, int payloadBytes) {
    return Math.min(CHUNK_BYTES, payloadBytes - chunk * CHUNK_BYTES);
  }

  /** The chunk of a row that was read. */
  byte[] read(Map<String, AttributeValue> row) {
    return row.get("b").b().asByteArrayUnsafe();
  }

  String name(Map<String, AttributeValue> row) {
    return row.get("m").s();
  }
}
