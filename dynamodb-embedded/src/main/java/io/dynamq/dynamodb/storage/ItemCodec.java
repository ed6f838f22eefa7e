package io.dynamq.dynamodb.storage;

import io.dynamq.dynamodb.value.AttributeType;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stored form of an item: version, size in bytes, then each attribute's name, type and content.
 *
 * <p>The size stands in front so that capacity is known without decoding.
 */
public final class ItemCodec {

  private static final int VERSION = 1;
  private static final AttributeType[] TYPES = AttributeType.values();

  private ItemCodec() {}

  /** Encodes an item whose size the caller has already computed. */
  public static byte[] encode(Item item, int sizeBytes) {
    ByteSink sink = new ByteSink(sizeBytes + 16 + 3 * item.attributes().size());
    sink.put(VERSION).putVarint(sizeBytes);
    putMap(sink, item.attributes());
    return sink.toBytes();
  }

  /** Decodes an item. */
  public static Item decode(byte[] bytes) {
    ByteSource source = open(bytes);
    source.getVarint();
    return new Item(getMap(source));
  }

  /** The item's size in bytes by the rules of the API, without decoding it. */
  public static int sizeBytes(byte[] bytes) {
    return open(bytes).getVarint();
  }

  private static ByteSource open(byte[] bytes) {
    ByteSource source = new ByteSource(bytes);
    int version = source.get();
    if (version != VERSION) {
      throw new StorageException("a stored item has the unknown version " + version, null);
    }
    return source;
  }

  private static void putMap(ByteSink sink, Map<String, AttributeValue> map) {
    sink.putVarint(map.size());
    map.forEach(
        (name, value) -> {
          sink.putText(name);
          putValue(sink, value);
        });
  }

  private static void putValue(ByteSink sink, AttributeValue value) {
    sink.put(value.type().ordinal());
    putContent(sink, value);
  }

  private static void putContent(ByteSink sink, AttributeValue value) {
    if (value instanceof AttributeValue.Text text) {
      sink.putText(text.value());
    } else if (value instanceof AttributeValue.Num number) {
      sink.putVarint(zigzag(number.value().scale()));
      sink.putBlock(number.value().unscaledValue().toByteArray());
    } else if (value instanceof AttributeValue.Bytes bytes) {
      sink.putBlock(bytes.value());
    } else if (value instanceof AttributeValue.Bool bool) {
      sink.put(bool.value() ? 1 : 0);
    } else if (value instanceof AttributeValue.SetOf set) {
      sink.putVarint(set.elements().size());
      set.elements().forEach(element -> putContent(sink, element));
    } else if (value instanceof AttributeValue.ListOf list) {
      sink.putVarint(list.elements().size());
      list.elements().forEach(element -> putValue(sink, element));
    } else if (value instanceof AttributeValue.MapOf map) {
      putMap(sink, map.entries());
    }
  }

  private static Map<String, AttributeValue> getMap(ByteSource source) {
    int count = source.getVarint();
    // A damaged count must not ask for memory.
    Map<String, AttributeValue> map = new LinkedHashMap<>(Math.max(0, Math.min(count, 64)) * 2);
    for (int i = 0; i < count; i++) {
      map.put(source.getName(), getValue(source));
    }
    return map;
  }

  private static AttributeValue getValue(ByteSource source) {
    int ordinal = source.get();
    if (ordinal >= TYPES.length) {
      throw ByteSource.damaged();
    }
    return getContent(source, TYPES[ordinal]);
  }

  private static AttributeValue getContent(ByteSource source, AttributeType type) {
    return switch (type) {
      case S -> new AttributeValue.Text(source.getText());
      case N -> getNumber(source);
      case B -> new AttributeValue.Bytes(source.getBlock());
      case BOOL -> new AttributeValue.Bool(source.get() == 1);
      case NULL -> new AttributeValue.Null();
      case SS -> getSet(source, type, AttributeType.S);
      case NS -> getSet(source, type, AttributeType.N);
      case BS -> getSet(source, type, AttributeType.B);
      case L -> getList(source);
      case M -> new AttributeValue.MapOf(getMap(source));
    };
  }

  private static AttributeValue getNumber(ByteSource source) {
    int scale = unzigzag(source.getVarint());
    byte[] unscaled = source.getBlock();
    if (unscaled.length == 0) {
      throw ByteSource.damaged();
    }
    return new AttributeValue.Num(
        unscaled.length <= Long.BYTES
            ? BigDecimal.valueOf(small(unscaled), scale)
            : new BigDecimal(new BigInteger(unscaled), scale));
  }

  /** Nearly every number; much cheaper than by a BigInteger. */
  private static long small(byte[] unscaled) {
    long value = unscaled[0];
    for (int i = 1; i < unscaled.length; i++) {
      value = value << Byte.SIZE | unscaled[i] & 0xFF;
    }
    return value;
  }

  private static AttributeValue getSet(ByteSource source, AttributeType set, AttributeType of) {
    int count = source.getVarint();
    Set<AttributeValue> elements = new LinkedHashSet<>();
    for (int i = 0; i < count; i++) {
      elements.add(getContent(source, of));
    }
    return new AttributeValue.SetOf(set, elements);
  }

  private static AttributeValue getList(ByteSource source) {
    int count = source.getVarint();
    List<AttributeValue> elements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      elements.add(getValue(source));
    }
    return new AttributeValue.ListOf(elements);
  }

  private static int zigzag(int value) {
    return value << 1 ^ value >> 31;
  }

  private static int unzigzag(int value) {
    return value >>> 1 ^ -(value & 1);
  }
}
