package io.dynamq.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A WebSocket client that sends and expects frames as bytes, right or wrong. Frames are masked with
 * zeros, which leaves their bytes readable.
 */
public final class WebSocketPeer implements AutoCloseable {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  /** Added to an opcode: more fragments follow. */
  public static final int MORE = 0x100;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  private final RawClient client;

  private WebSocketPeer(RawClient client) {
    this.client = client;
  }

  /** What the broker answers to a request; the first line, then the headers in lower case. */
  public static List<String> request(RawClient client, String... lines) {
    client.send((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    List<String> answer = new ArrayList<>();
    for (String line = client.readLine(); !line.isEmpty(); line = client.readLine()) {
      int colon = line.indexOf(':');
      answer.add(
          colon < 0 ? line : line.substring(0, colon).toLowerCase() + line.substring(colon));
    }
    return answer;
  }

  /** A good request for a path with further header lines. */
  public static String[] upgrade(String path, String... headers) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "GET " + path + " HTTP/1.1",
                "Host: localhost",
                "Connection: keep-alive, Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    lines.addAll(List.of(headers));
    return lines.toArray(String[]::new);
  }

  /** Opens a WebSocket for MQTT. */
  public static WebSocketPeer open(RawClient client, String... headers) {
    String[] with = Arrays.copyOf(headers, headers.length + 1);
    with[headers.length] = "Sec-WebSocket-Protocol: mqtt";
    List<String> answer = request(client, upgrade("/mqtt", with));
    if (!answer.get(0).equals("HTTP/1.1 101 Switching Protocols")) {
      throw new AssertionError("no WebSocket: " + answer);
    }
    return new WebSocketPeer(client);
  }

  /** The connection below. */
  public RawClient raw() {
    return client;
  }

  /** Sends one frame. */
  public WebSocketPeer send(int opcode, String hex) {
    client.send(frame(opcode, RawClient.bytes(hex)));
    return this;
  }

  /** The bytes of one frame. */
  public static byte[] frame(int opcode, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((opcode & 0x0F) | ((opcode & MORE) == 0 ? FINAL : 0) | (opcode & 0x70));
    if (payload.length < 126) {
      out.write(MASKED | payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.write(MASKED | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(MASKED | 127);
      out.writeBytes(new byte[4]);
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(payload.length >> shift);
      }
    }
    out.writeBytes(new byte[4]);
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** Reads one whole frame, which may not be masked, and compares it. */
  public WebSocketPeer expect(int opcode, String hex) {
    String got = next();
    String wanted = (FINAL | opcode) + ":" + hex.replace(" ", "");
    if (!got.equals(wanted)) {
      throw new AssertionError("expected frame " + wanted + " but got " + got);
    }
    return this;
  }

  private String next() {
    byte[] head = client.read(2);
    int length = head[1] & 0xFF;
    if (length == 126) {
      byte[] more = client.read(2);
      length = (more[0] & 0xFF) << 8 | more[1] & 0xFF;
    }
    return (head[0] & 0xFF) + ":" + HexFormat.of().formatHex(client.read(length));
  }

  /** Reads a close frame with a status and any words, then the end of the connection. */
  public void expectClose(int status) {
    String got = next();
    String wanted = (FINAL | CLOSE) + ":" + "%04x".formatted(status);
    if (!got.startsWith(wanted)) {
      throw new AssertionError("expected frame " + wanted + " but got " + got);
    }
    client.expectClose();
  }

  @Override
  public void close() {
    client.close();
  }
}
