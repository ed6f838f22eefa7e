package io.dynamq.codec;

import io.dynamq.message.UserProperty;
import io.dynamq.packet.Notice;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The properties of one packet, read in a single pass. One block is reused by all packets of a
 * connection; {@link #EMPTY} stands for MQTT 3 and is never filled.
 */
final class PropertyBlock {
  static final PropertyBlock EMPTY = new PropertyBlock();

  private static final int COUNT = Property.values().length;

  private int seen;
  private long[] numbers;
  private Object[] values;
  private List<UserProperty> userProperties = List.of();

  /**
   * Reads a block with its length.
   *
   * @param place one of {@link Property.Place}
   * @return this
   */
  PropertyBlock read(WireReader in, int place) {
    clear();
    int length = in.varint();
    if (length == 0) {
      return this;
    }
    if (numbers == null) {
      numbers = new long[COUNT];
      values = new Object[COUNT];
    }
    int outer = in.enter(length);
    while (in.remaining() > 0) {
      Property property = Property.of(in.varint());
      if (property == null) {
        throw WireException.malformed("", "a property identifier is unknown");
      }
      if (!property.allowedIn(place)) {
        throw WireException.malformed("", property + " does not belong into this packet");
      }
      readValue(property, in);
    }
    in.leave(outer);
    return this;
  }

  /** Drops the values, so that a quiet connection does not keep its last packet's texts alive. */
  void clear() {
    if (seen != 0) {
      Arrays.fill(values, null);
      userProperties = List.of();
      seen = 0;
    }
  }

  private void readValue(Property property, WireReader in) {
    int bit = 1 << property.ordinal();
    if (property.type() == Property.Type.PAIR) {
      if ((seen & bit) == 0) {
        userProperties = new ArrayList<>(4);
      }
      seen |= bit;
      userProperties.add(new UserProperty(in.text(), in.text()));
      return;
    }
    if ((seen & bit) != 0) {
      throw WireException.protocolError("", property + " is given twice");
    }
    seen |= bit;
    switch (property.type()) {
      case TEXT -> values[property.ordinal()] = in.text();
      case BINARY -> values[property.ordinal()] = in.binary();
      default -> numbers[property.ordinal()] = readNumber(property, in);
    }
  }

  private static long readNumber(Property property, WireReader in) {
    return switch (property.type()) {
      case FLAG -> atMostOne(property, in.u8());
      case U16 -> in.u16();
      case U16_NOT_ZERO -> notZero(property, in.u16());
      case U32 -> in.u32();
      case U32_NOT_ZERO -> notZero(property, in.u32());
      default -> notZero(property, in.varint());
    };
  }

  private static long atMostOne(Property property, int value) {
    if (value > 1) {
      throw WireException.protocolError("", property + " is neither 0 nor 1");
    }
    return value;
  }

  private static long notZero(Property property, long value) {
    if (value == 0) {
      throw WireException.protocolError("", property + " is 0");
    }
    return value;
  }

  boolean has(Property property) {
    return (seen & 1 << property.ordinal()) != 0;
  }

  long number(Property property, long absent) {
    return has(property) ? numbers[property.ordinal()] : absent;
  }

  boolean flag(Property property, boolean absent) {
    return has(property) ? numbers[property.ordinal()] == 1 : absent;
  }

  /** Null if absent. */
  String text(Property property) {
    return has(property) ? (String) values[property.ordinal()] : null;
  }

  /** Null if absent. */
  byte[] bytes(Property property) {
    return has(property) ? (byte[]) values[property.ordinal()] : null;
  }

  List<UserProperty> userProperties() {
    return userProperties;
  }

  /** Reason string and user properties. */
  Notice notice() {
    return seen == 0 ? Notice.NONE : new Notice(text(Property.REASON_STRING), userProperties);
  }

  boolean isEmpty() {
    return seen == 0;
  }
}
