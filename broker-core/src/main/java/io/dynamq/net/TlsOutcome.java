package io.dynamq.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Waits behind the TLS handler for the end of the handshake. */
final class TlsOutcome extends ChannelInboundHandlerAdapter {
  private final Arrival arrival;

  TlsOutcome(Arrival arrival) {
    this.arrival = arrival;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent end) {
      if (end.isSuccess()) {
        SSLSession session = ctx.pipeline().get(SslHandler.class).engine().getSession();
        arrival.secured(certificate(session));
        ctx.pipeline().remove(this);
      } else {
        arrival.fail(String.valueOf(end.cause().getMessage()));
      }
    } else if (event instanceof ChannelInputShutdownEvent) {
      arrival.fail("the peer has closed");
    }
    ctx.fireUserEventTriggered(event);
  }

  private static X509Certificate certificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  /** The handshake's failure comes as an event too. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    arrival.fail(String.valueOf(cause.getMessage()));
  }
}
