package io.dynamq.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Spoils a script: single bits, whole packets, their order, their lengths. */
final class NastyMutation {
  private static final int[] FIRST_BYTES = {
    0x00, 0x10, 0x20, 0x30, 0x32, 0x34, 0x36, 0x3B, 0x40, 0x50, 0x60, 0x62, 0x70, 0x82, 0x80,
    0x90, 0xA2, 0xB0, 0xC0, 0xC1, 0xD0, 0xE0, 0xF0, 0xFF
  };

  private NastyMutation() {}

  /** Changes the script in place, once to three times. */
  static void apply(List<byte[]> packets, List<byte[]> corpus, Random random) {
    for (int i = random.nextInt(3); i >= 0; i--) {
      if (random.nextInt(3) == 0) {
        order(packets, corpus, random);
      } else {
        int index = random.nextInt(packets.size());
        packets.set(index, spoilt(packets.get(index), random));
      }
    }
  }

  private static void order(List<byte[]> packets, List<byte[]> corpus, Random random) {
    int index = random.nextInt(packets.size());
    switch (random.nextInt(5)) {
      case 0 -> packets.add(random.nextInt(packets.size() + 1), packets.get(index));
      case 1 -> {
        if (packets.size() > 1) {
          packets.remove(index);
        }
      }
      case 2 -> Collections.swap(packets, index, random.nextInt(packets.size()));
      case 3 -> packets.add(index, packets.get(0));
      default -> packets.add(index, corpus.get(random.nextInt(corpus.size())));
    }
  }

  private static byte[] spoilt(byte[] packet, Random random) {
    if (packet.length == 0) {
      return packet;
    }
    byte[] copy = packet.clone();
    int at = random.nextInt(copy.length);
    switch (random.nextInt(9)) {
      case 0, 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> copy[at] = (byte) random.nextInt(256);
      case 3 -> copy[0] = (byte) FIRST_BYTES[random.nextInt(FIRST_BYTES.length)];
      case 4 -> {
        return Arrays.copyOf(copy, at);
      }
      case 5 -> {
        return inserted(copy, at, random);
      }
      case 6 -> {
        return announced(copy, random);
      }
      case 7 -> {
        return resized(copy, at, random);
      }
      default -> zeroed(copy, at, random);
    }
    return copy;
  }

  private static void zeroed(byte[] packet, int from, Random random) {
    byte filler = random.nextBoolean() ? 0 : (byte) 0xFF;
    Arrays.fill(packet, from, Math.min(packet.length, from + 1 + random.nextInt(4)), filler);
  }

  private static byte[] inserted(byte[] packet, int at, Random random) {
    byte[] more = new byte[1 + random.nextInt(5)];
    random.nextBytes(more);
    return new Bytes()
        .raw(Arrays.copyOf(packet, at))
        .raw(more)
        .raw(Arrays.copyOfRange(packet, at, packet.length))
        .toArray();
  }

  /** A remaining length of any size over the body as it was. */
  private static byte[] announced(byte[] packet, Random random) {
    Bytes out = new Bytes().u8(packet[0] & 0xFF);
    switch (random.nextInt(4)) {
      case 0 -> out.varint(random.nextInt(1 << 14));
      case 1 -> out.varint(random.nextInt(268_435_456));
      case 2 -> out.hex("ff ff ff ff 7f");
      default -> out.hex("80 80 00");
    }
    return out.raw(Arrays.copyOfRange(packet, Math.min(2, packet.length), packet.length)).toArray();
  }

  /** More or fewer bytes in the body, and the length to match: the fields run over its end. */
  private static byte[] resized(byte[] packet, int at, Random random) {
    List<Byte> body = new ArrayList<>();
    for (int i = 2; i < packet.length; i++) {
      body.add(packet[i]);
    }
    if (random.nextBoolean() && !body.isEmpty()) {
      body.subList(Math.min(at, body.size() - 1), body.size()).clear();
    } else {
      for (int i = random.nextInt(6); i >= 0; i--) {
        body.add(Math.min(at, body.size()), (byte) random.nextInt(256));
      }
    }
    Bytes out = new Bytes();
    body.forEach(one -> out.u8(one & 0xFF));
    return out.packet(packet[0] & 0xFF);
  }
}
