package io.dynamq.conformance;

import io.dynamq.testkit.RawClient;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A packet from the broker, read strictly: bytes too many or too few are an {@link AssertionError}.
 *
 * @param bytes all of it
 * @param packetId 0 if it has none
 * @param topic of PUBLISH, else null
 * @param codes of CONNACK, acknowledgements (0 where left out), SUBACK, UNSUBACK, DISCONNECT, AUTH
 * @param properties values by identifier, in order; a user property is two texts joined by '='
 * @param payload of PUBLISH, else empty
 */
public record Received(
    byte[] bytes,
    int packetId,
    String topic,
    List<Integer> codes,
    Map<Integer, List<Object>> properties,
    byte[] payload) {

  public static final int CONNACK = 2;
  public static final int PUBLISH = 3;
  public static final int PUBACK = 4;
  public static final int PUBREC = 5;
  public static final int PUBREL = 6;
  public static final int PUBCOMP = 7;
  public static final int SUBACK = 9;
  public static final int UNSUBACK = 11;
  public static final int PINGRESP = 13;
  public static final int DISCONNECT = 14;
  public static final int AUTH = 15;

  /** Reads the bytes of one packet. */
  public static Received parse(byte[] bytes, int version) {
    return new Parser(bytes, version).parse();
  }

  public int type() {
    return (bytes[0] & 0xFF) >> 4;
  }

  /** The lower half of the first byte. */
  public int flags() {
    return bytes[0] & 15;
  }

  public int qos() {
    return flags() >> 1 & 3;
  }

  public boolean dup() {
    return (flags() & 8) != 0;
  }

  public boolean retain() {
    return (flags() & 1) != 0;
  }

  /** The only code. */
  public int code() {
    if (codes.size() != 1) {
      throw new AssertionError("not one code: " + this);
    }
    return codes.get(0);
  }

  /** CONNACK only. */
  public boolean sessionPresent() {
    return bytes[2] == 1;
  }

  public boolean has(int property) {
    return properties.containsKey(property);
  }

  /** The only value of a property. */
  public Object property(int id) {
    List<Object> values = properties.getOrDefault(id, List.of());
    if (values.size() != 1) {
      throw new AssertionError("not one property " + id + ": " + this);
    }
    return values.get(0);
  }

  /** All values of a property, in order. */
  public List<Object> all(int property) {
    return properties.getOrDefault(property, List.of());
  }

  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "packet " + type() + ": " + RawClient.text(bytes);
  }

  /** Reads one packet. */
  private static final class Parser {
    private final byte[] bytes;
    private final boolean mqtt5;
    private final ByteBuffer in;
    private int packetId;
    private String topic;
    private byte[] payload = {};
    private final List<Integer> codes = new ArrayList<>();
    private final Map<Integer, List<Object>> properties = new TreeMap<>();

    Parser(byte[] bytes, int version) {
      this.bytes = bytes;
      this.mqtt5 = version == 5;
      this.in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    }

    Received parse() {
      varint();
      switch (bytes[0] >> 4 & 15) {
        case CONNACK -> {
          in.get();
          codes.add(u8());
          block();
        }
        case PUBLISH -> publish();
        case PUBACK, PUBREC, PUBREL, PUBCOMP -> {
          packetId = u16();
          shortForm();
        }
        case SUBACK, UNSUBACK -> {
          packetId = u16();
          block();
          while (in.hasRemaining()) {
            codes.add(u8());
          }
        }
        case PINGRESP -> {
          // Nothing follows.
        }
        case DISCONNECT, AUTH -> shortForm();
        default -> throw new AssertionError("not a server's packet: " + RawClient.text(bytes));
      }
      if (in.hasRemaining()) {
        throw new AssertionError(in.remaining() + " bytes too many: " + RawClient.text(bytes));
      }
      return new Received(bytes, packetId, topic, codes, properties, payload);
    }

    private void publish() {
      topic = text();
      if ((bytes[0] & 6) != 0) {
        packetId = u16();
      }
      block();
      payload = new byte[in.remaining()];
      in.get(payload);
    }

    private void shortForm() {
      codes.add(mqtt5 && in.hasRemaining() ? u8() : 0);
      if (in.hasRemaining()) {
        block();
      }
    }

    private void block() {
      if (mqtt5) {
        int end = varint() + in.position();
        while (in.position() < end) {
          int id = varint();
          properties.computeIfAbsent(id, key -> new ArrayList<>()).add(value(id));
        }
        if (in.position() != end) {
          throw new AssertionError("wrong property length: " + RawClient.text(bytes));
        }
      }
    }

    private Object value(int property) {
      return switch (property) {
        case 1, 23, 25, 36, 37, 40, 41, 42 -> u8();
        case 19, 33, 34, 35 -> u16();
        case 2, 17, 24, 39 -> in.getInt() & 0xFFFF_FFFFL;
        case 11 -> varint();
        case 3, 8, 18, 21, 26, 28, 31 -> text();
        case 9, 22 -> binary();
        case 38 -> text() + "=" + text();
        default -> throw new AssertionError("no such property: " + property);
      };
    }

    private int u8() {
      return in.get() & 0xFF;
    }

    private int u16() {
      return in.getShort() & 0xFFFF;
    }

    private int varint() {
      int value = 0;
      int shift = 0;
      int digit;
      do {
        digit = u8();
        value |= (digit & 0x7F) << shift;
        shift += 7;
      } while (digit >= 0x80);
      if (digit == 0 && shift > 7) {
        throw new AssertionError("longer than needed: " + RawClient.text(bytes));
      }
      return value;
    }

    private byte[] binary() {
      byte[] data = new byte[u16()];
      in.get(data);
      return data;
    }

    private String text() {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(binary())).toString();
      } catch (CharacterCodingException e) {
        throw new AssertionError("not UTF-8: " + RawClient.text(bytes), e);
      }
    }
  }
}
