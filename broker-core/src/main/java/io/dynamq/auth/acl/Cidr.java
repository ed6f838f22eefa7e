package io.dynamq.auth.acl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** An address or a network. Names are never looked up. */
public record Cidr(byte[] address, int bits) {

  /**
   * @return null if the text is none
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return null;
    }
    int all = address.length * Byte.SIZE;
    int bits = slash < 0 ? all : number(text, slash + 1, text.length(), all);
    return bits < 0 ? null : new Cidr(address, bits);
  }

  /**
   * The bytes of a numeric address, without the interface that a link-local one may name; an IPv4
   * one in IPv6's clothes is an IPv4 one.
   *
   * @return null if the text is none
   */
  public static byte[] address(String shown) {
    if (shown.indexOf(':') < 0) {
      return four(shown);
    }
    int scope = shown.indexOf('%');
    String text = scope < 0 ? shown : shown.substring(0, scope);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ':' && c != '.' && Character.digit(c, 16) < 0) {
        return null;
      }
    }
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static byte[] four(String text) {
    byte[] bytes = new byte[4];
    int from = 0;
    for (int i = 0; i < 4; i++) {
      int dot = i < 3 ? text.indexOf('.', from) : text.length();
      int value = dot < 0 ? -1 : number(text, from, dot, 255);
      if (value < 0) {
        return null;
      }
      bytes[i] = (byte) value;
      from = dot + 1;
    }
    return bytes;
  }

  /** A whole number up to {@code max}; -1 if the range holds none. */
  private static int number(String text, int from, int to, int max) {
    int value = 0;
    if (from >= to || to - from > 3) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value <= max ? value : -1;
  }

  /** Whether an address is in it; null is not. */
  public boolean contains(byte[] other) {
    if (other == null || other.length != address.length) {
      return false;
    }
    int whole = bits / Byte.SIZE;
    if (!Arrays.equals(address, 0, whole, other, 0, whole)) {
      return false;
    }
    int rest = bits % Byte.SIZE;
    return rest == 0 || (address[whole] ^ other[whole]) >> Byte.SIZE - rest == 0;
  }
}
