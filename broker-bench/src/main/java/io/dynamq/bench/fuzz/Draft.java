package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import java.util.ArrayList;
import java.util.List;

/** A packet before its bytes are made. */
record Draft(int first, List<Part> parts) {
  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int PUBREL = 6;
  static final int SUBSCRIBE = 8;
  static final int UNSUBSCRIBE = 10;
  static final int PINGREQ = 12;
  static final int DISCONNECT = 14;

  int type() {
    return first >> 4;
  }

  int qos() {
    return first >> 1 & 3;
  }

  byte[] body() {
    Bytes body = new Bytes();
    parts.forEach(part -> body.raw(part.bytes()));
    return body.toArray();
  }

  byte[] bytes() {
    return Bytes.packet(first, body());
  }

  /** The same with another first byte. */
  byte[] under(int other) {
    return Bytes.packet(other, body());
  }

  Draft with(int index, Part part) {
    List<Part> changed = new ArrayList<>(parts);
    changed.set(index, part);
    return new Draft(first, changed);
  }

  /** Lengths of the body at which it could be whole. */
  List<Integer> ends() {
    List<Integer> ends = new ArrayList<>();
    int length = 0;
    for (Part part : parts) {
      length += part.bytes().length;
      if (part.mayEnd() || part.kind() == Part.Kind.PAYLOAD) {
        ends.add(length);
      }
    }
    ends.add(length);
    return ends;
  }
}
