package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import java.util.Random;

/**
 * One way to be wrong.
 *
 * @param since the version of MQTT that forbids it, and so do later ones
 * @param until the last version that does
 * @param end what has to become of it
 */
record Fault(String name, int since, int until, End end, Spoiler spoiler) {

  /** What the standard wants. */
  enum End {
    /** Served to its end: the last PINGREQ is answered. */
    SERVED,
    /** The connection ends, and nothing behind the fault is answered. */
    CLOSED,
    /** Closed or refused by SUBACK, never granted. */
    NOT_GRANTED,
    /** Served or closed, but one of these soon. */
    EITHER
  }

  /** Makes the bytes of one wrong packet. */
  interface Spoiler {
    /**
     * @param draft a valid packet; CONNECT is one of them
     * @return null if it cannot be wrong in this way
     */
    byte[] spoil(Draft draft, int version, Random random);
  }

  static Fault always(String name, Spoiler spoiler) {
    return new Fault(name, 3, 5, End.CLOSED, spoiler);
  }

  /** Wrong since MQTT 3.1.1. */
  static Fault strict(String name, Spoiler spoiler) {
    return new Fault(name, 4, 5, End.CLOSED, spoiler);
  }

  static Fault five(String name, Spoiler spoiler) {
    return new Fault(name, 5, 5, End.CLOSED, spoiler);
  }

  boolean holdsFor(int version) {
    return since <= version && version <= until;
  }

  /** One of them. */
  static int any(Random random, int... numbers) {
    return numbers[random.nextInt(numbers.length)];
  }

  static Bytes bytes() {
    return new Bytes();
  }
}
