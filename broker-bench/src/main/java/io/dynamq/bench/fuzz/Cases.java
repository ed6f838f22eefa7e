package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.fuzz.Fault.End;
import io.dynamq.codec.PacketDecoder;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.RejectedConnect;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Makes a case of each number: the same one for the same seed, on whatever machine. */
final class Cases {
  /** What the broker is told to take at most. */
  static final int MAX_PACKET = 1 << 20;

  static final int MAX_CONNECT = 64 << 10;

  private static final List<Fault> FAULTS =
      Stream.of(HeaderFaults.ALL, FieldFaults.ALL, PropertyFaults.ALL)
          .flatMap(List::stream)
          .toList();

  private final long seed;

  Cases(long seed) {
    this.seed = seed;
  }

  /** All six ways to speak take turns. */
  Case make(long number, String clientId) {
    Random random = new Random(seed * 1_000_003L + number * 7_919L);
    int version = 3 + (int) (number % 3);
    boolean webSocket = number / 3 % 2 == 1;
    Make make = new Make(random, version, webSocket, clientId);
    int dice = random.nextInt(100);
    if (webSocket && dice < 10) {
      return make.badFrame();
    } else if (dice < 28) {
      return make.valid();
    } else if (dice < 78) {
      return make.faulty();
    }
    return dice < 94 ? make.noisy() : make.cut();
  }

  private static final class Make {
    private final Random random;
    private final int version;
    private final boolean webSocket;
    private final Grammar grammar;
    private final List<Draft> drafts = new ArrayList<>();

    Make(Random random, int version, boolean webSocket, String clientId) {
      this.random = random;
      this.version = version;
      this.webSocket = webSocket;
      grammar = new Grammar(random, version);
      drafts.add(grammar.connect(clientId));
      for (int i = random.nextInt(6); i > 0; i--) {
        drafts.addAll(grammar.step());
      }
    }

    private List<byte[]> bytes() {
      return new ArrayList<>(drafts.stream().map(Draft::bytes).toList());
    }

    private int pings(int before) {
      return (int)
          drafts.stream().limit(before).filter(d -> d.type() == Draft.PINGREQ).count();
    }

    Case valid() {
      drafts.add(Grammar.ping());
      return made("valid", End.SERVED, bytes(), pings(drafts.size()), true, false);
    }

    private Case made(
        String name, End end, List<byte[]> bytes, int pings, boolean strict, boolean finish) {
      return new Case(name, version, webSocket, end, bytes, null, pings, strict, finish);
    }

    Case badFrame() {
      Fault fault = FrameFaults.ALL.get(random.nextInt(FrameFaults.ALL.size()));
      byte[] frames = fault.spoiler().spoil(null, version, random);
      return new Case(
          fault.name(), version, true, End.CLOSED, bytes(), frames, pings(drafts.size()), true,
          false);
    }

    Case faulty() {
      return random.nextInt(12) == 0 ? outOfOrder() : spoilt();
    }

    private Case outOfOrder() {
      List<Fault> from = random.nextInt(3) == 0 ? OrderFaults.FIRST : OrderFaults.LATER;
      Draft draft = last(grammar.step());
      while (true) {
        Fault fault = from.get(random.nextInt(from.size()));
        if (fault.holdsFor(version)) {
          byte[] wrong = fault.spoiler().spoil(draft, version, random);
          return with(fault, wrong, from == OrderFaults.FIRST);
        }
      }
    }

    private Case spoilt() {
      while (true) {
        Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
        for (int tries = 0; fault.holdsFor(version) && tries < 12; tries++) {
          Draft draft = random.nextInt(4) == 0 ? drafts.get(0) : step();
          byte[] wrong = fault.spoiler().spoil(draft, version, random);
          if (wrong != null) {
            return with(fault, wrong, draft.type() == Draft.CONNECT);
          }
        }
      }
    }

    private Draft step() {
      return random.nextInt(8) == 0 ? grammar.disconnect() : last(grammar.step());
    }

    private static Draft last(List<Draft> some) {
      return some.get(some.size() - 1);
    }

    private Case with(Fault fault, byte[] wrong, boolean first) {
      List<byte[]> bytes = bytes();
      int at = first ? 0 : 1 + random.nextInt(bytes.size());
      boolean mayBeServed = fault.end() == End.NOT_GRANTED;
      int pings = pings(mayBeServed ? bytes.size() : at) + (mayBeServed ? 1 : 0);
      if (first) {
        bytes.set(0, wrong);
      } else {
        bytes.add(at, wrong);
      }
      bytes.add(Grammar.ping().bytes());
      return made(fault.name(), fault.end(), bytes, pings, !first, false);
    }

    Case cut() {
      byte[] all = joined(bytes());
      byte[] part = Arrays.copyOf(all, random.nextInt(all.length));
      return made("cut off", End.CLOSED, List.of(part), pings(drafts.size()), true, true);
    }

    /** The decoder says whether the connection has to end. */
    Case noisy() {
      List<byte[]> bytes = bytes();
      Noise.apply(bytes, random);
      byte[] all = joined(bytes);
      boolean rejected = isRejected(all);
      return made(
          rejected ? "noise" : "noise that is no fault",
          End.CLOSED, List.of(all), Integer.MAX_VALUE, false, !rejected);
    }
  }

  static byte[] joined(List<byte[]> packets) {
    Bytes all = new Bytes();
    packets.forEach(all::raw);
    return all.toArray();
  }

  private static boolean isRejected(byte[] bytes) {
    PacketDecoder decoder = new PacketDecoder(MAX_PACKET, MAX_CONNECT);
    ByteBuf in = Unpooled.wrappedBuffer(bytes);
    for (Inbound next = decoder.decode(in); next != null; next = decoder.decode(in)) {
      if (next instanceof Rejected || next instanceof RejectedConnect) {
        return true;
      }
    }
    return false;
  }
}
