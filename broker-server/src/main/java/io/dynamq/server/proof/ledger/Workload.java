package io.dynamq.server.proof.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the messages are: topic and payload follow from publisher and number, so that a receiver can
 * tell each bit of a message that it gets.
 *
 * @param run begins all names, so that runs against one broker do not meet
 * @param payloadBytes least length of a payload; the header may need more
 */
public record Workload(String run, int payloadBytes) {
  /** Topics of the steady subscriptions, for each publisher. */
  public static final int TOPICS = 3;

  /** Retained topics for each publisher. */
  public static final int RETAINED_TOPICS = 5;

  private static final int TOGGLE_EVERY = 10;
  private static final int RETAIN_EVERY = 25;
  private static final int CLEAR_EVERY = 3;

  /** Which part of the traffic a message belongs to. */
  public enum Part {
    /** For those who are subscribed all the time. */
    STEADY,
    /** For those who subscribe and unsubscribe. */
    TOGGLED,
    /** A retained message or its clearing. */
    RETAINED
  }

  /** Who sent a message. */
  public record Key(int publisher, int number) {

    /** Its name in reports. */
    @Override
    public String toString() {
      return "p" + publisher + "#" + number;
    }
  }

  /** What a message is for. */
  public static Part part(int number) {
    if (number % RETAIN_EVERY == 7) {
      return Part.RETAINED;
    }
    return number % TOGGLE_EVERY == 9 ? Part.TOGGLED : Part.STEADY;
  }

  /** Which topic among those of its publisher and part. */
  public static int place(int number) {
    return switch (part(number)) {
      case STEADY -> number % TOPICS;
      case TOGGLED -> 0;
      case RETAINED -> number / RETAIN_EVERY % RETAINED_TOPICS;
    };
  }

  /** Whether a retained message is cleared. */
  public static boolean clears(int number) {
    return part(number) == Part.RETAINED
        && number / RETAIN_EVERY / RETAINED_TOPICS % CLEAR_EVERY == CLEAR_EVERY - 1;
  }

  /** Where a message goes. */
  public String topic(Key key) {
    String letter =
        switch (part(key.number())) {
          case STEADY -> "t";
          case TOGGLED -> "g";
          case RETAINED -> "r";
        };
    return run + "/" + letter + "/" + key.publisher() + "/" + place(key.number());
  }

  /** All topics of a part. */
  public String filter(Part part) {
    return run + "/" + (part == Part.STEADY ? "t" : part == Part.TOGGLED ? "g" : "r") + "/#";
  }

  /** What it says; empty where a retained message is cleared. */
  public byte[] payload(Key key) {
    if (clears(key.number())) {
      return new byte[0];
    }
    byte[] header =
        (key.publisher() + " " + key.number() + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] payload = Arrays.copyOf(header, Math.max(header.length, payloadBytes));
    for (int i = header.length; i < payload.length; i++) {
      payload[i] = (byte) ('a' + (key.number() + i) % 26);
    }
    return payload;
  }

  /** Reads a payload back; null if it is not exactly what that message says. */
  public Key read(String topic, byte[] payload) {
    int first = space(payload, 0);
    int second = space(payload, first + 1);
    if (first <= 0 || second <= first) {
      return null;
    }
    try {
      Key key = new Key(number(payload, 0, first), number(payload, first + 1, second));
      boolean same = topic.equals(topic(key)) && Arrays.equals(payload, payload(key));
      return same ? key : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static int space(byte[] payload, int from) {
    for (int i = from; i < payload.length; i++) {
      if (payload[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static int number(byte[] payload, int from, int to) {
    return Integer.parseInt(new String(payload, from, to - from, StandardCharsets.US_ASCII));
  }
}
