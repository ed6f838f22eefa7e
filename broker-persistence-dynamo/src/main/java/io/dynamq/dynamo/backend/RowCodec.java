package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.wal.GroupEncoder;
import io.dynamq.dynamo.wal.LogRecord;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.store.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@link RowRecord}s as bytes: table, key, kind and content of each. */
final class RowCodec implements GroupEncoder {
  private static final int PUT = 1;
  private static final int DELETED = 2;
  private static final int ADDED = 3;
  private static final int REMOVED = 4;

  /** A stream whose buffer can be had without a copy, and cut. */
  private static final class Bytes extends ByteArrayOutputStream {
    byte[] buffer() {
      return buf;
    }

    void backTo(int length) {
      count = length;
    }
  }

  private final Bytes bytes = new Bytes();
  private final DataOutputStream out = new DataOutputStream(bytes);

  @Override
  public void begin() {
    bytes.reset();
  }

  @Override
  public void add(LogRecord record) {
    int before = bytes.size();
    try {
      write((RowRecord) record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      bytes.backTo(before);
      throw e;
    }
  }

  @Override
  public byte[] buffer() {
    return bytes.buffer();
  }

  @Override
  public int length() {
    return bytes.size();
  }

  private void write(RowRecord record) throws IOException {
    text(record.key.table().name());
    text(record.key.hash());
    out.writeBoolean(record.key.range() != null);
    if (record.key.range() != null) {
      text(record.key.range());
    }
    if (record instanceof RowRecord.Put put) {
      out.writeByte(PUT);
      map(put.item.get().attributes());
    } else if (record instanceof RowRecord.Changed change) {
      out.writeByte(change.added ? ADDED : REMOVED);
      text(change.attribute);
      out.writeInt(change.values.size());
      for (String value : change.values) {
        text(value);
      }
    } else {
      out.writeByte(DELETED);
    }
  }

  private void map(Map<String, AttributeValue> values) throws IOException {
    out.writeInt(values.size());
    for (Map.Entry<String, AttributeValue> each : values.entrySet()) {
      text(each.getKey());
      value(each.getValue());
    }
  }

  private void value(AttributeValue value) throws IOException {
    switch (value.type()) {
      case S -> tagged('S', value.s());
      case N -> tagged('N', value.n());
      case B -> {
        out.writeByte('B');
        bytes(value.b().asByteArrayUnsafe());
      }
      case M -> {
        out.writeByte('M');
        map(value.m());
      }
      case L -> {
        out.writeByte('L');
        out.writeInt(value.l().size());
        for (AttributeValue each : value.l()) {
          value(each);
        }
      }
      default -> throw new IllegalArgumentException("no row has a value of type " + value.type());
    }
  }

  private void tagged(char tag, String text) throws IOException {
    out.writeByte(tag);
    text(text);
  }

  private void text(String text) throws IOException {
    bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void bytes(byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
  }

  // ---- reading

  /**
   * Gives the records of a group.
   *
   * @param tables the specifications by name
   * @throws StorageException if it cannot be read, or tells of another table
   */
  static void read(byte[] group, Map<String, TableSpec> tables, Consumer<RowRecord> receiver) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(group));
    try {
      while (in.available() > 0) {
        receiver.accept(record(in, tables));
      }
    } catch (IOException e) {
      throw corrupt("ends too early");
    }
  }

  private static RowRecord record(DataInputStream in, Map<String, TableSpec> tables)
      throws IOException {
    String table = text(in);
    TableSpec spec = tables.get(table);
    if (spec == null) {
      throw corrupt(
          "is of table " + table + ", which backend.dynamo.table_prefix does not name; start once"
              + " with the former prefix");
    }
    String hash = text(in);
    ItemKey key = new ItemKey(spec, hash, in.readBoolean() ? text(in) : null);
    int kind = in.readByte();
    return switch (kind) {
      case PUT -> {
        int before = in.available();
        Map<String, AttributeValue> attributes = map(in);
        yield new RowRecord.Put(key, () -> Item.of(attributes), before - in.available());
      }
      case DELETED -> new RowRecord.Deleted(key);
      case ADDED, REMOVED -> new RowRecord.Changed(key, text(in), texts(in), kind == ADDED);
      default -> throw corrupt("is of unknown kind " + kind);
    };
  }

  private static Set<String> texts(DataInputStream in) throws IOException {
    Set<String> values = new HashSet<>();
    for (int left = in.readInt(); left > 0; left--) {
      values.add(text(in));
    }
    return values;
  }

  private static Map<String, AttributeValue> map(DataInputStream in) throws IOException {
    Map<String, AttributeValue> values = new HashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      values.put(text(in), value(in));
    }
    return values;
  }

  private static AttributeValue value(DataInputStream in) throws IOException {
    int tag = in.readByte();
    return switch (tag) {
      case 'S' -> AttributeValue.fromS(text(in));
      case 'N' -> AttributeValue.fromN(text(in));
      case 'B' -> AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes(in)));
      case 'M' -> AttributeValue.fromM(map(in));
      case 'L' -> {
        List<AttributeValue> values = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          values.add(value(in));
        }
        yield AttributeValue.fromL(values);
      }
      default -> throw corrupt("holds a value of unknown type " + tag);
    };
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(bytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw corrupt("announces more than it holds");
    }
    return in.readNBytes(length);
  }

  private static StorageException corrupt(String what) {
    return new StorageException(
        StorageException.Kind.CORRUPT, "a record of the backend's write-ahead log " + what);
  }
}
