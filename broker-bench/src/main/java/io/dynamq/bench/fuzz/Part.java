package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * A field of a packet.
 *
 * @param value without its length
 * @param mayEnd true if the packet is whole without what follows
 */
record Part(Kind kind, byte[] value, List<Prop> props, Place place, boolean mayEnd) {

  /** What a field is. */
  enum Kind {
    PROTOCOL, LEVEL, CONNECT_FLAGS, NUMBER, ID, TEXT, TOPIC, WILL_TOPIC, FILTER, OPTIONS, BINARY,
    PROPERTIES, PAYLOAD;

    boolean isText() {
      return this == TEXT || this == TOPIC || this == WILL_TOPIC || this == FILTER;
    }

    private boolean hasLength() {
      return isText() || this == BINARY || this == PROTOCOL;
    }
  }

  /** Where properties stand. */
  enum Place {
    CONNECT, WILL, PUBLISH, SUBSCRIBE, UNSUBSCRIBE, ANSWER, DISCONNECT
  }

  /**
   * A property.
   *
   * @param value as it is written
   */
  record Prop(int id, byte[] value) {}

  static Part of(Kind kind, byte... value) {
    return new Part(kind, value, List.of(), null, false);
  }

  static Part text(Kind kind, String text) {
    return of(kind, Bytes.utf8(text));
  }

  static Part number(int value) {
    return of(Kind.NUMBER, new Bytes().u16(value).toArray());
  }

  static Part id(int value) {
    return of(Kind.ID, new Bytes().u16(value).toArray());
  }

  static Part properties(Place place, List<Prop> props) {
    return new Part(Kind.PROPERTIES, new byte[0], props, place, false);
  }

  /** The same, with which the packet may end. */
  Part last() {
    return new Part(kind, value, props, place, true);
  }

  Part with(byte[] other) {
    return new Part(kind, other, props, place, mayEnd);
  }

  /** The same with one more property somewhere. */
  Part with(Prop prop, int at) {
    List<Prop> more = new ArrayList<>(props);
    more.add(at, prop);
    return new Part(kind, value, more, place, mayEnd);
  }

  byte[] bytes() {
    if (kind == Kind.PROPERTIES) {
      byte[] block = block();
      return new Bytes().varint(block.length).raw(block).toArray();
    }
    return kind.hasLength() ? new Bytes().binary(value).toArray() : value;
  }

  /** The properties without their length. */
  byte[] block() {
    Bytes block = new Bytes();
    props.forEach(prop -> block.varint(prop.id()).raw(prop.value()));
    return block.toArray();
  }
}
