package io.dynamq.net;

/** What is spoken below MQTT, with EMQX's name for it. */
public enum Protocol {
  TCP("mqtt:tcp", false, false),
  SSL("mqtt:ssl", true, false),
  WS("mqtt:ws", false, true),
  WSS("mqtt:wss", true, true),
  UNIX("mqtt:unix", false, false);

  private final String text;
  private final boolean tls;
  private final boolean webSocket;

  Protocol(String text, boolean tls, boolean webSocket) {
    this.text = text;
    this.tls = tls;
    this.webSocket = webSocket;
  }

  /** Such as {@code mqtt:tcp}. */
  public String text() {
    return text;
  }

  /** True if the bytes are encrypted. */
  public boolean isTls() {
    return tls;
  }

  /** True if packets travel in WebSocket frames. */
  public boolean isWebSocket() {
    return webSocket;
  }

  /** True if peers have addresses and ports. */
  public boolean isInet() {
    return this != UNIX;
  }
}
