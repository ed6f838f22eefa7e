package io.dynamq.bench.fuzz;

import static io.dynamq.bench.fuzz.Fault.any;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.fuzz.Part.Kind;
import io.dynamq.bench.fuzz.Part.Place;
import io.dynamq.bench.fuzz.Part.Prop;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What can be wrong with the properties of MQTT 5. */
final class PropertyFaults {
  private static final int PAIR = 0x26;
  private static final Set<Integer> KNOWN =
      Set.of(1, 2, 3, 8, 9, 0x0B, 0x11, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1C, 0x1F,
          0x21, 0x22, 0x23, 0x24, 0x25, PAIR, 0x27, 0x28, 0x29, 0x2A);
  private static final Map<Place, Set<Integer>> ALLOWED =
      Map.of(
          Place.CONNECT, Set.of(0x11, 0x15, 0x16, 0x17, 0x19, 0x21, 0x22, PAIR, 0x27),
          Place.WILL, Set.of(1, 2, 3, 8, 9, 0x18, PAIR),
          Place.PUBLISH, Set.of(1, 2, 3, 8, 9, 0x23, PAIR),
          Place.SUBSCRIBE, Set.of(0x0B, PAIR),
          Place.UNSUBSCRIBE, Set.of(PAIR),
          Place.ANSWER, Set.of(0x1F, PAIR));
  private static final int[] NUMBERS = IntStream.rangeClosed(0, 300).toArray();

  static final List<Fault> ALL =
      List.of(
          Fault.five("a property twice", PropertyFaults::twice),
          Fault.five("a property that belongs elsewhere",
              (d, v, r) -> added(d, r, p -> elsewhere(p.place(), r))),
          Fault.five("a property that does not exist",
              (d, v, r) -> added(d, r, p -> unknown(r))),
          Fault.five("a property that is cut", PropertyFaults::cut),
          Fault.five("the length of the properties", PropertyFaults::wrongLength),
          Fault.five("a property's value", PropertyFaults::badValue),
          Fault.five("a property that is no UTF-8", PropertyFaults::badText),
          Fault.five("an alias that is not known",
              (d, v, r) -> d.type() == Draft.PUBLISH ? unknownAlias() : null),
          Fault.five("authentication data without a method",
              (d, v, r) ->
                  d.type() == Draft.CONNECT
                      ? added(d, r, p -> new Prop(0x16, Grammar.text("x")), Place.CONNECT)
                      : null),
          Fault.five("an authentication method that does not exist",
              (d, v, r) ->
                  d.type() == Draft.CONNECT
                      ? added(d, r, p -> new Prop(0x15, Grammar.text("NONE")), Place.CONNECT)
                      : null));

  private PropertyFaults() {}

  static boolean isWithout(Draft draft, int id) {
    return draft.parts().stream().flatMap(p -> p.props().stream()).noneMatch(p -> p.id() == id);
  }

  private static byte[] added(
      Draft draft, Random random, Function<Part, Prop> prop, Place... places) {
    return FieldFaults.changed(draft, Kind.PROPERTIES, random,
        part -> {
          boolean here = places.length == 0 || Arrays.asList(places).contains(part.place());
          Prop more = here ? prop.apply(part) : null;
          return more == null ? null : part.with(more, random.nextInt(part.props().size() + 1));
        });
  }

  private static byte[] twice(Draft draft, int version, Random random) {
    return added(draft, random,
        part ->
            part.props().stream().filter(prop -> prop.id() != PAIR).findAny().orElse(null));
  }

  private static Prop elsewhere(Place place, Random random) {
    Set<Integer> allowed = ALLOWED.getOrDefault(place, KNOWN);
    int id = any(random, NUMBERS);
    // A value that would be right for some of them; the number alone is wrong.
    return KNOWN.contains(id) && !allowed.contains(id) ? new Prop(id, new byte[] {0, 1, 'a'}) : null;
  }

  private static Prop unknown(Random random) {
    int id = any(random, NUMBERS);
    return KNOWN.contains(id) ? null : new Prop(id, new byte[random.nextInt(4)]);
  }

  /** The last one, so that nothing behind it can fill the gap. */
  private static byte[] cut(Draft draft, int version, Random random) {
    return FieldFaults.changed(draft, Kind.PROPERTIES, random,
        part ->
            switch (part.place()) {
              case CONNECT -> part.with(new Prop(0x27, new byte[] {1}), part.props().size());
              case WILL -> part.with(new Prop(0x18, new byte[2]), part.props().size());
              case PUBLISH -> part.with(new Prop(3, new byte[] {0, 9, 'x'}), part.props().size());
              default -> part.with(new Prop(PAIR, new byte[] {0, 1, 'a'}), part.props().size());
            });
  }

  private static byte[] wrongLength(Draft draft, int version, Random random) {
    int at = -1;
    for (int i = 0; i < draft.parts().size(); i++) {
      at = draft.parts().get(i).kind() == Kind.PROPERTIES ? i : at;
    }
    if (at < 0) {
      return null;
    }
    Bytes body = new Bytes();
    for (int i = 0; i < draft.parts().size(); i++) {
      Part part = draft.parts().get(i);
      if (i != at) {
        body.raw(part.bytes());
      } else if (random.nextBoolean() && part.block().length < 128) {
        // Longer than needed.
        body.u8(part.block().length | 0x80).u8(0).raw(part.block());
      } else {
        body.raw((byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 1).raw(part.block());
      }
    }
    return body.packet(draft.first());
  }

  private static byte[] badValue(Draft draft, int version, Random random) {
    return FieldFaults.changed(draft, Kind.PROPERTIES, random,
        part -> {
          Prop bad = badValue(part.place(), random);
          return bad == null || !isWithout(draft, bad.id())
              ? null
              : part.with(bad, random.nextInt(part.props().size() + 1));
        });
  }

  private static Prop badValue(Place place, Random random) {
    return switch (place) {
      case CONNECT ->
          switch (random.nextInt(4)) {
            case 0 -> new Prop(0x21, new byte[2]);
            case 1 -> new Prop(0x27, new byte[4]);
            case 2 -> new Prop(0x17, new byte[] {(byte) any(random, 2, 0xFF)});
            default -> new Prop(0x19, new byte[] {(byte) any(random, 2, 0xFF)});
          };
      case WILL, PUBLISH ->
          switch (random.nextInt(place == Place.WILL ? 2 : 4)) {
            case 0 -> new Prop(1, new byte[] {(byte) any(random, 2, 0xFF)});
            case 1 -> new Prop(8, Grammar.text(random.nextBoolean() ? "fz/#" : "+"));
            case 2 -> new Prop(0x23, new byte[2]);
            default -> new Prop(0x0B, new byte[] {1});
          };
      case SUBSCRIBE -> new Prop(0x0B, new byte[1]);
      default -> null;
    };
  }

  private static byte[] badText(Draft draft, int version, Random random) {
    byte[] wrong = new Bytes().binary(FieldFaults.noUtf8(random)).toArray();
    byte[] right = Grammar.text("a");
    return added(draft, random,
        part ->
            random.nextBoolean()
                ? new Prop(PAIR, new Bytes().raw(right).raw(wrong).toArray())
                : new Prop(PAIR, new Bytes().raw(wrong).raw(right).toArray()));
  }

  private static byte[] unknownAlias() {
    return new Bytes().u16(0).u8(3).u8(0x23).u16(4_711).u8('p').packet(0x30);
  }
}
