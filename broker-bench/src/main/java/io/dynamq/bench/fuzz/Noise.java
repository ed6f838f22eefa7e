package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Spoils packets without knowing what they are. */
final class Noise {
  private Noise() {}

  static void apply(List<byte[]> packets, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(packets.size());
      switch (random.nextInt(8)) {
        case 0 -> packets.add(at, packets.get(random.nextInt(packets.size())));
        case 1 -> Collections.swap(packets, at, random.nextInt(packets.size()));
        default -> packets.set(at, spoilt(packets.get(at), random));
      }
    }
  }

  private static byte[] spoilt(byte[] packet, Random random) {
    if (packet.length == 0) {
      return packet;
    }
    byte[] copy = packet.clone();
    int at = random.nextInt(copy.length);
    switch (random.nextInt(7)) {
      case 0, 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> copy[at] = (byte) random.nextInt(256);
      case 3 -> copy[0] = (byte) random.nextInt(256);
      case 4 -> {
        return Arrays.copyOf(copy, at);
      }
      case 5 -> Arrays.fill(copy, at, Math.min(copy.length, at + 1 + random.nextInt(4)), (byte) -1);
      default -> {
        byte[] more = new byte[1 + random.nextInt(5)];
        random.nextBytes(more);
        return new Bytes()
            .raw(Arrays.copyOf(copy, at))
            .raw(more)
            .raw(Arrays.copyOfRange(copy, at, copy.length))
            .toArray();
      }
    }
    return copy;
  }
}
