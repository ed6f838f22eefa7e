package io.dynamq.bench.fuzz;

import static io.dynamq.bench.fuzz.Fault.any;
import static io.dynamq.bench.fuzz.Fault.bytes;

import io.dynamq.bench.attack.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What can be wrong with the first bytes of a packet and with its length. */
final class HeaderFaults {
  private static final int DUP = 8;

  static final List<Fault> ALL =
      List.of(
          Fault.always("type 0", (d, v, r) -> isFirst(d) ? null : d.under(r.nextInt(16))),
          new Fault("type 15", 3, 4, Fault.End.CLOSED,
              (d, v, r) -> isFirst(d) ? null : d.under(0xF0 | r.nextInt(16))),
          Fault.always("a packet of servers",
              (d, v, r) -> isFirst(d) ? null : d.under(any(r, 0x20, 0x90, 0xB0, 0xD0))),
          Fault.always("flags", HeaderFaults::flags),
          Fault.always("QoS 3",
              (d, v, r) -> d.type() == Draft.PUBLISH ? d.under(d.first() | 6) : null),
          Fault.strict("DUP with QoS 0",
              (d, v, r) ->
                  d.type() == Draft.PUBLISH && d.qos() == 0 ? d.under(d.first() | DUP) : null),
          Fault.always("length of five bytes",
              (d, v, r) ->
                  bytes().u8(d.first()).raw(five(d.body().length)).raw(d.body()).toArray()),
          Fault.five("length longer than needed",
              (d, v, r) ->
                  d.body().length > 127
                      ? null
                      : bytes().u8(d.first()).u8(d.body().length | 0x80).u8(0).raw(d.body())
                          .toArray()),
          Fault.always("cut, and its length too", HeaderFaults::cut),
          Fault.always("bytes behind its end", HeaderFaults::longer),
          Fault.always("larger than any may be",
              (d, v, r) ->
                  bytes().u8(d.first()).varint(2_000_000 + r.nextInt(266_000_000)).raw(d.body())
                      .toArray()));

  private HeaderFaults() {}

  private static boolean isFirst(Draft draft) {
    return draft.type() == Draft.CONNECT;
  }

  private static byte[] five(int length) {
    byte[] digits = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1};
    digits[0] |= (byte) (length & 0x7F);
    return digits;
  }

  private static byte[] flags(Draft draft, int version, Random random) {
    if (draft.type() == Draft.PUBLISH) {
      return null;
    }
    int flags = random.nextInt(16);
    int right = draft.first() & 15;
    // MQTT 3.1 knows DUP on what is acknowledged.
    boolean wrong = flags != right && !(version == 3 && right != 0 && flags == (right | DUP));
    return wrong ? draft.under(draft.first() & 0xF0 | flags) : null;
  }

  private static byte[] cut(Draft draft, int version, Random random) {
    byte[] body = draft.body();
    int needed = draft.type() == Draft.PUBLISH ? body.length - payload(draft) : body.length;
    if (needed == 0) {
      return null;
    }
    int at = random.nextInt(needed);
    return draft.ends().contains(at) || at == 0 && draft.type() == Draft.DISCONNECT
        ? null
        : Bytes.packet(draft.first(), Arrays.copyOf(body, at));
  }

  private static int payload(Draft draft) {
    return draft.parts().get(draft.parts().size() - 1).value().length;
  }

  /** One byte more cannot be a field of any packet but PUBLISH and those with a code. */
  private static byte[] longer(Draft draft, int version, Random random) {
    boolean whole =
        switch (draft.type()) {
          case Draft.PUBLISH -> false;
          case Draft.CONNECT, Draft.SUBSCRIBE, Draft.UNSUBSCRIBE, Draft.PINGREQ -> true;
          default -> version < 5;
        };
    byte[] more = {(byte) random.nextInt(256)};
    return whole ? bytes().raw(draft.body()).raw(more).packet(draft.first()) : null;
  }
}
