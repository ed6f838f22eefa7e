package io.dynamq.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Takes what a proxy says in front of everything else (PROXY protocol, versions 1 and 2). A proxy
 * that speaks for itself (LOCAL) or knows no address (UNKNOWN) leaves the socket's.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  /** PP2_SUBTYPE_SSL_CN of the protocol's text. */
  private static final byte COMMON_NAME = 0x22;

  private final Arrival arrival;

  ProxyHeader(Arrival arrival) {
    this.arrival = arrival;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    HAProxyMessage header = (HAProxyMessage) message;
    try {
      boolean inet =
          header.command() == HAProxyCommand.PROXY
              && (header.proxiedProtocol().addressFamily() == AddressFamily.AF_IPv4
                  || header.proxiedProtocol().addressFamily() == AddressFamily.AF_IPv6);
      arrival.proxied(
          inet ? address(header.sourceAddress(), header.sourcePort()) : null,
          inet ? address(header.destinationAddress(), header.destinationPort()) : null,
          header.command() == HAProxyCommand.PROXY ? commonName(header.tlvs()) : null);
    } finally {
      header.release();
    }
    ctx.pipeline().remove(this);
  }

  private static InetSocketAddress address(String host, int port) {
    InetAddress numeric = NetUtil.createInetAddressFromIpAddressString(host);
    return numeric == null ? null : new InetSocketAddress(numeric, port);
  }

  /**
   * Only of a certificate that the proxy found good, and only from within what it says of TLS;
   * empty if it tells no name that MQTT could carry.
   */
  private static String commonName(List<HAProxyTLV> tlvs) {
    for (HAProxyTLV tlv : tlvs) {
      if (tlv instanceof HAProxySSLTLV ssl
          && ssl.verify() == 0
          && (ssl.isPP2ClientCertConn() || ssl.isPP2ClientCertSess())) {
        return text(ssl.encapsulatedTLVs());
      }
    }
    return null;
  }

  private static String text(List<HAProxyTLV> tlvs) {
    for (HAProxyTLV tlv : tlvs) {
      if (tlv.typeByteValue() == COMMON_NAME) {
        String text = tlv.content().toString(StandardCharsets.UTF_8);
        return text.indexOf('\0') >= 0 ? "" : text;
      }
    }
    return "";
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      arrival.fail("the peer has closed");
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    arrival.fail(String.valueOf(cause.getMessage()));
  }
}
