package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Got;
import io.dynamq.bench.attack.Line;
import io.dynamq.bench.attack.StrictReader;
import io.dynamq.bench.attack.Violation;
import io.dynamq.bench.fuzz.Fault.End;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Random;

/** Plays one case against a broker that listens on loopback. */
final class Player {
  private static final int FEW = 100;

  private final int tcpPort;
  private final int webSocketPort;

  Player(int tcpPort, int webSocketPort) {
    this.tcpPort = tcpPort;
    this.webSocketPort = webSocketPort;
  }

  /**
   * Returns if all is as the standard wants.
   *
   * @throws Violation if it is not
   */
  void play(Case made, Random random) throws IOException {
    int port = made.webSocket() ? webSocketPort : tcpPort;
    try (Line line = Line.open(port, made.webSocket(), random.nextInt(40_000))) {
      send(line, made, random);
      judge(line, made, random.nextBoolean());
    } catch (SocketTimeoutException e) {
      throw new Violation(
          made.end() == End.CLOSED ? "left open" : "neither served nor closed within 20 s");
    }
  }

  private static void send(Line line, Case made, Random random) throws IOException {
    byte[] bytes = Cases.joined(made.bytes());
    byte[] wire = made.webSocket() ? Line.framed(bytes, random) : bytes;
    int most = wire.length;
    if (random.nextInt(4) == 0) {
      most = wire.length < FEW && random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(wire.length + 1);
    }
    try {
      for (int from = 0; from < wire.length; ) {
        int count = Math.min(wire.length - from, Math.max(1, most));
        line.raw(Arrays.copyOfRange(wire, from, from + count));
        from += count;
      }
      if (made.frames() != null) {
        line.raw(made.frames());
      }
      if (made.finish()) {
        line.finish();
      }
    } catch (SocketException e) {
      // Closed while we were talking; what it said is judged.
      return;
    }
  }

  private static void judge(Line line, Case made, boolean answers) throws IOException {
    if (!made.strict()) {
      drain(line);
      return;
    }
    StrictReader reader = new StrictReader(line.in(), made.version());
    int pings = 0;
    boolean greeted = false;
    for (Got got = reader.read(); got != null; got = reader.read()) {
      check(greeted == (got.type() != Got.CONNACK), "not one CONNACK, and first");
      greeted = true;
      pings += got.type() == Got.PINGRESP ? 1 : 0;
      check(pings <= made.pings(), "served behind what is wrong");
      check(got.type() != Got.CONNACK || got.code() == 0 || made.end() != End.SERVED,
          "valid, but refused with " + got.code());
      check(made.end() != End.NOT_GRANTED || got.id() != Case.JUDGED_ID
              || got.type() != Got.SUBACK || got.code() >= 0x80,
          "granted");
      if (pings == made.pings() && made.end() != End.CLOSED) {
        return;
      }
      if (answers && made.end() == End.SERVED && got.answer() != null) {
        line.send(got.answer());
      }
    }
    check(made.end() != End.SERVED, "valid, but closed");
    check(line.isOver(), "left open below its frames");
  }

  private static void drain(Line line) throws IOException {
    try {
      while (line.in().read() >= 0) {
        continue;
      }
    } catch (SocketException e) {
      return;
    }
    check(line.isOver(), "left open below its frames");
  }

  private static void check(boolean right, String wrong) {
    if (!right) {
      throw new Violation(wrong);
    }
  }
}
