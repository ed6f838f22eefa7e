package io.dynamq.bench.attack;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Reads what a broker sends and takes nothing that the standard forbids: types, flags, lengths, UTF-8,
 * topics, identifiers, codes, properties. Written without any code of the broker.
 */
public final class StrictReader {
  private static final Set<Integer> TYPES = Set.of(2, 3, 4, 5, 6, 7, 9, 11, 13, 14, 15);
  private static final int LARGEST = 4 << 20;
  private static final int PAIR = 0x26;
  private static final int SUBSCRIPTION_IDENTIFIER = 0x0B;
  private static final int TOPIC_ALIAS = 0x23;

  /** Which properties a server may send, by type of packet. */
  private static final Map<Integer, Set<Integer>> PROPERTIES =
      Map.of(
          Got.CONNACK,
          Set.of(0x11, 0x12, 0x13, 0x15, 0x16, 0x1A, 0x1C, 0x1F, 0x21, 0x22, 0x24, 0x25, PAIR, 0x27,
              0x28, 0x29, 0x2A),
          Got.PUBLISH, Set.of(1, 2, 3, 8, 9, SUBSCRIPTION_IDENTIFIER, TOPIC_ALIAS, PAIR),
          Got.DISCONNECT, Set.of(0x1C, 0x1F, PAIR),
          Got.AUTH, Set.of(0x15, 0x16, 0x1F, PAIR));

  private static final Set<Integer> OF_ANSWERS = Set.of(0x1F, PAIR);

  private final InputStream in;
  private final int version;
  private int alias;

  public StrictReader(InputStream in, int version) {
    this.in = in;
    this.version = version;
  }

  /**
   * The next packet.
   *
   * @return null at the end, also after a reset
   * @throws Violation if it is wrong
   * @throws java.net.SocketTimeoutException if none comes
   */
  public Got read() throws IOException {
    byte[] body = null;
    int first;
    try {
      first = in.read();
      if (first < 0) {
        return null;
      }
      body = in.readNBytes(length());
    } catch (SocketException | EOFException e) {
      return null;
    }
    try {
      return judged(first, body);
    } catch (Violation e) {
      String shown = HexFormat.of().formatHex(Arrays.copyOf(body, Math.min(body.length, 200)));
      throw new Violation(e.getMessage() + ": %02x .. %s".formatted(first, shown));
    }
  }

  private int length() throws IOException {
    int value = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int digit = in.read();
      if (digit < 0) {
        throw new EOFException();
      }
      value |= (digit & 0x7F) << shift;
      if (digit < 0x80) {
        if (digit == 0 && shift > 0 || value > LARGEST) {
          throw new Violation("the remaining length is too long");
        }
        return value;
      }
    }
    throw new Violation("the remaining length has more than 4 bytes");
  }

  private Got judged(int first, byte[] body) {
    int type = first >> 4;
    int flags = first & 15;
    check(TYPES.contains(type) && (version == 5 || type < 14), "no server sends this type");
    Field field = new Field(body);
    Got got = type == Got.PUBLISH ? publish(flags, field) : other(type, flags, field);
    check(field.left() == 0, "there are bytes behind the last field");
    return got;
  }

  private Got publish(int flags, Field field) {
    int qos = flags >> 1 & 3;
    check(qos < 3, "QoS 3");
    check(qos > 0 || (flags & 8) == 0, "DUP with QoS 0");
    String topic = field.text();
    check(topic.indexOf('+') < 0 && topic.indexOf('#') < 0, "the topic has wildcards");
    int id = qos > 0 ? id(field) : 0;
    alias = 0;
    properties(Got.PUBLISH, field);
    check(!topic.isEmpty() || alias > 0, "the topic is empty");
    return new Got(Got.PUBLISH, flags, id, 0, topic, field.bytes(field.left()));
  }

  private Got other(int type, int flags, Field field) {
    check(flags == (type == Got.PUBREL ? 2 : 0), "the flags are wrong");
    return switch (type) {
      case Got.CONNACK -> connAck(flags, field);
      case Got.SUBACK, Got.UNSUBACK -> subAck(type, field);
      case Got.PINGRESP -> new Got(type, flags, 0, 0, "", null);
      case Got.DISCONNECT, Got.AUTH -> new Got(type, flags, 0, code(type, field), "", null);
      default -> new Got(type, flags, id(field), code(type, field), "", null);
    };
  }

  private Got connAck(int flags, Field field) {
    int present = field.u8();
    check(present <= 1, "reserved bits of CONNACK are set");
    int code = field.u8();
    check(version == 5 ? code == 0 || code >= 0x80 : code <= 5, "a code that does not exist");
    check(present == 0 || code == 0, "a session of who is refused");
    properties(Got.CONNACK, field);
    return new Got(Got.CONNACK, flags, 0, code, "", null);
  }

  private Got subAck(int type, Field field) {
    int id = id(field);
    properties(type, field);
    int highest = 0;
    check(field.left() > 0 || type == Got.UNSUBACK && version < 5, "there is no code");
    while (field.left() > 0) {
      int code = field.u8();
      check(code <= 2 || code == 0x11 || code >= 0x80, "a code that does not exist");
      highest = Math.max(highest, code);
    }
    return new Got(type, 0, id, highest, "", null);
  }

  private int code(int type, Field field) {
    if (version < 5 || field.left() == 0) {
      return 0;
    }
    int code = field.u8();
    check(code == 0 || code == 0x10 || code == 0x18 || code == 0x19 || code >= 0x80 && code <= 0xA2,
        "a code that does not exist");
    if (field.left() > 0) {
      properties(type, field);
    }
    return code;
  }

  private static int id(Field field) {
    int id = field.u16();
    check(id != 0, "the packet identifier is 0");
    return id;
  }

  private void properties(int type, Field field) {
    if (version < 5) {
      return;
    }
    Set<Integer> allowed = PROPERTIES.getOrDefault(type, OF_ANSWERS);
    int outer = field.enter(field.varint());
    long seen = 0;
    while (field.left() > 0) {
      int id = field.varint();
      check(allowed.contains(id), "a property that does not belong here: " + id);
      boolean many = id == PAIR || type == Got.PUBLISH && id == SUBSCRIPTION_IDENTIFIER;
      check(many || (seen & 1L << id) == 0, "a property is given twice: " + id);
      seen |= 1L << id;
      value(id, field);
    }
    field.leave(outer);
  }

  private void value(int id, Field field) {
    switch (id) {
      case 1, 0x24, 0x25, 0x28, 0x29, 0x2A -> check(field.u8() <= 1, "a flag is not 0 or 1");
      case 2, 0x11 -> field.u32();
      case 0x27 -> check(field.u32() > 0, "the maximum packet size is 0");
      case 0x13, 0x22 -> field.u16();
      case 0x21 -> check(field.u16() > 0, "the receive maximum is 0");
      case TOPIC_ALIAS -> {
        alias = field.u16();
        check(alias > 0, "the topic alias is 0");
      }
      case SUBSCRIPTION_IDENTIFIER ->
          check(field.varint() > 0, "the subscription identifier is 0");
      case 9, 0x16 -> field.bytes(field.u16());
      case 8 -> {
        String topic = field.text();
        check(topic.indexOf('+') < 0 && topic.indexOf('#') < 0, "the response topic has wildcards");
      }
      case PAIR -> {
        field.text();
        field.text();
      }
      default -> field.text();
    }
  }

  private static void check(boolean right, String wrong) {
    if (!right) {
      throw new Violation(wrong);
    }
  }
}
