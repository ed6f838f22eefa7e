package io.dynamq.bench.fuzz;

import static io.dynamq.bench.fuzz.Fault.any;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.fuzz.Part.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** What can be wrong with the fields of a packet. */
final class FieldFaults {
  private static final byte[][] NO_UTF8 = {
    {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xE0, (byte) 0x80, (byte) 0xAF},
    {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {(byte) 0xE2, (byte) 0x82}, {(byte) 0xFF},
    {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {(byte) 0x80}, {(byte) 0xFE},
    {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80, (byte) 0x80}, {0}
  };
  private static final String[] BAD_FILTERS = {
    "fz/#/b", "fz#", "fz/a#", "+fz", "fz/+a", "", "fz/##", "$share/g", "$share//fz", "$share/g/",
    "$share/+/fz", "fz/++/a"
  };

  /** What the standard calls malformed. */
  static final List<Fault> ALL =
      List.of(
          Fault.always("no UTF-8", FieldFaults::noUtf8),
          Fault.always("identifier 0", FieldFaults::noId),
          Fault.always("wildcards in a topic",
              (d, v, r) ->
                  changed(d, Kind.TOPIC, r, part -> Part.text(Kind.TOPIC, wild(r)))),
          Fault.strict("wildcards in the will's topic",
              (d, v, r) ->
                  changed(d, Kind.WILL_TOPIC, r, part -> Part.text(Kind.WILL_TOPIC, wild(r)))),
          Fault.always("an empty topic",
              (d, v, r) ->
                  d.type() == Draft.PUBLISH && PropertyFaults.isWithout(d, 0x23)
                      ? changed(d, Kind.TOPIC, r, part -> part.with(new byte[0]))
                      : null),
          Fault.strict("an empty will topic",
              (d, v, r) -> changed(d, Kind.WILL_TOPIC, r, part -> part.with(new byte[0]))),
          Fault.always("no filter", FieldFaults::noFilter),
          Fault.strict("reserved options",
              (d, v, r) ->
                  changed(d, Kind.OPTIONS, r,
                      part -> flipped(part, v == 5 ? 0x40 << r.nextInt(2) : 4 << r.nextInt(6)))),
          Fault.always("a subscription of QoS 3",
              (d, v, r) -> changed(d, Kind.OPTIONS, r, part -> flipped(part, 3))),
          Fault.five("retain handling 3",
              (d, v, r) -> changed(d, Kind.OPTIONS, r, part -> flipped(part, 0x30))),
          Fault.five("no local of a shared subscription", FieldFaults::sharedNoLocal),
          new Fault("a filter that is none", 3, 5, Fault.End.NOT_GRANTED, FieldFaults::badFilter),
          Fault.always("the protocol's name",
              (d, v, r) ->
                  changed(d, Kind.PROTOCOL, r, part -> part.with(Bytes.utf8(otherName(r))))),
          Fault.always("the protocol's level",
              (d, v, r) ->
                  changed(d, Kind.LEVEL, r,
                      part -> d.type() == Draft.CONNECT
                          ? part.with(new byte[] {(byte) any(r, 0, 1, 2, 6, 7, 0x7F, 0xFF)})
                          : null)),
          Fault.strict("the reserved flag of CONNECT", (d, v, r) -> connectFlag(d, r, 1)),
          Fault.strict("flags of a will that is not there", FieldFaults::willFlags),
          new Fault("a password without a name", 4, 4, Fault.End.CLOSED, FieldFaults::noName));

  private FieldFaults() {}

  /** With a changed field of this kind; null if it has none, or if the change is null. */
  static byte[] changed(Draft draft, Kind kind, Random random, UnaryOperator<Part> change) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < draft.parts().size(); i++) {
      if (draft.parts().get(i).kind() == kind) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return null;
    }
    int place = places.get(random.nextInt(places.size()));
    Part part = change.apply(draft.parts().get(place));
    return part == null ? null : draft.with(place, part).bytes();
  }

  private static Part flipped(Part part, int bits) {
    return part.with(new byte[] {(byte) (part.value()[0] | bits)});
  }

  private static String wild(Random random) {
    return List.of("fz/+", "#", "fz/#", "fz/a+", "+", "fz#").get(random.nextInt(6));
  }

  private static String otherName(Random random) {
    return List.of("", "MQTt", "MQT", "MQTTT", "mqtt", "MQIsdP", "HTTP").get(random.nextInt(7));
  }

  static byte[] noUtf8(Random random) {
    Bytes text = new Bytes().raw(Bytes.utf8("fz/".substring(random.nextInt(3))));
    text.raw(NO_UTF8[random.nextInt(NO_UTF8.length)]);
    return random.nextBoolean() ? text.raw(Bytes.utf8("/x")).toArray() : text.toArray();
  }

  private static byte[] noUtf8(Draft draft, int version, Random random) {
    Kind kind =
        List.of(Kind.TEXT, Kind.TOPIC, Kind.WILL_TOPIC, Kind.FILTER).get(random.nextInt(4));
    return changed(draft, kind, random, part -> part.with(noUtf8(random)));
  }

  private static byte[] noId(Draft draft, int version, Random random) {
    boolean asks =
        draft.type() == Draft.SUBSCRIBE
            || draft.type() == Draft.UNSUBSCRIBE
            || draft.type() == Draft.PUBLISH;
    return asks ? changed(draft, Kind.ID, random, part -> part.with(new byte[2])) : null;
  }

  private static byte[] noFilter(Draft draft, int version, Random random) {
    if (draft.type() != Draft.SUBSCRIBE && draft.type() != Draft.UNSUBSCRIBE) {
      return null;
    }
    List<Part> parts =
        draft.parts().stream()
            .filter(part -> part.kind() != Kind.FILTER && part.kind() != Kind.OPTIONS)
            .toList();
    return new Draft(draft.first(), parts).bytes();
  }

  private static byte[] sharedNoLocal(Draft draft, int version, Random random) {
    if (draft.type() != Draft.SUBSCRIBE) {
      return null;
    }
    List<Part> parts = new ArrayList<>(draft.parts());
    parts.set(2, Part.text(Kind.FILTER, "$share/g/fz/a"));
    parts.set(3, flipped(parts.get(3), 4));
    return new Draft(draft.first(), parts).bytes();
  }

  private static byte[] badFilter(Draft draft, int version, Random random) {
    String filter = BAD_FILTERS[random.nextInt(BAD_FILTERS.length)];
    return draft.type() == Draft.SUBSCRIBE
        ? changed(new Draft(draft.first(), identified(draft)), Kind.FILTER, random,
            part -> part.with(Bytes.utf8(filter)))
        : null;
  }

  /** Under an identifier that no other SUBSCRIBE has. */
  private static List<Part> identified(Draft draft) {
    List<Part> parts = new ArrayList<>(draft.parts());
    parts.set(0, Part.id(Case.JUDGED_ID));
    return parts;
  }

  private static byte[] connectFlag(Draft draft, Random random, int bits) {
    return changed(draft, Kind.CONNECT_FLAGS, random, part -> flipped(part, bits));
  }

  private static byte[] willFlags(Draft draft, int version, Random random) {
    return changed(draft, Kind.CONNECT_FLAGS, random,
        part -> (part.value()[0] & 4) != 0 ? null : flipped(part, any(random, 8, 0x10, 0x20, 0x18)));
  }

  private static byte[] noName(Draft draft, int version, Random random) {
    return changed(draft, Kind.CONNECT_FLAGS, random,
        part -> (part.value()[0] & 0x80) != 0 ? null : flipped(part, 0x40));
  }
}
