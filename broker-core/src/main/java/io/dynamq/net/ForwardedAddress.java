package io.dynamq.net;

import io.dynamq.net.websocket.WebSocketSettings.ProxyHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The client's address as an HTTP proxy tells it in headers. */
final class ForwardedAddress {
  private ForwardedAddress() {}

  /** The first address of the header, as in EMQX; the socket's if there is none that can be read. */
  static SocketAddress of(SocketAddress socket, ProxyHeaders names, HttpHeaders headers) {
    if (names.address() == null || !(socket instanceof InetSocketAddress inet)) {
      return socket;
    }
    InetAddress told = first(headers.get(names.address()));
    if (told == null) {
      return socket;
    }
    return new InetSocketAddress(told, port(names, headers, inet.getPort()));
  }

  private static InetAddress first(String header) {
    return header == null
        ? null
        : NetUtil.createInetAddressFromIpAddressString(header.split(",", 2)[0].strip());
  }

  private static int port(ProxyHeaders names, HttpHeaders headers, int otherwise) {
    String told = names.port() == null ? null : headers.get(names.port());
    if (told == null || !told.strip().matches("\\d{1,5}")) {
      return otherwise;
    }
    int port = Integer.parseInt(told.strip());
    return port <= 65_535 ? port : otherwise;
  }
}
