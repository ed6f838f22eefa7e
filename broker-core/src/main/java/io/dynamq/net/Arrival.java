package io.dynamq.net;

import io.dynamq.engine.Peer;
import io.dynamq.message.LogField;
import io.dynamq.net.tls.CertificateName;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.websocket.WebSocketSettings.ProxyHeaders;
import io.dynamq.net.websocket.WebSocketUpgrade;
import io.dynamq.observe.Metric;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection before MQTT is spoken on it. One after the other, as its listener has them: PROXY
 * header, TLS handshake, WebSocket upgrade; each adds the handlers of the next, so that what comes
 * early waits in front of them. Each has its time, which trickling bytes do not extend. On its loop.
 */
final class Arrival implements LoopMember, WebSocketUpgrade.Outcome {
  private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

  /** What the listener gives to each connection. */
  private final Doorway door;

  private final Channel channel;
  private final LoopConnections loop;
  private SocketAddress remote;
  private SocketAddress local;
  private Peer.Certified certified = Peer.Certified.NOTHING;
  private Metric blame;
  private long startedAt;
  private long limitNanos;
  private boolean walked;
  private int place;

  Arrival(Doorway door, Channel channel, LoopConnections loop) {
    this.door = door;
    this.channel = channel;
    this.loop = loop;
    this.remote = channel.remoteAddress();
    this.local = channel.localAddress();
  }

  void begin() {
    long proxyMillis = door.listener().admittance().proxyMillis();
    if (proxyMillis > 0) {
      within(proxyMillis, Metric.CONNECTIONS_PROXY_REFUSED);
      channel.pipeline().addLast(new HAProxyMessageDecoder(), new ProxyHeader(this));
    } else {
      secure();
    }
  }

  /**
   * A proxy has spoken.
   *
   * @param from the client's address, null if the proxy speaks for itself or does not know
   * @param to the address that the client reached, null likewise
   * @param commonName of the certificate that the proxy has seen, empty if that has none, null if
   *     there is no good certificate
   */
  void proxied(SocketAddress from, SocketAddress to, String commonName) {
    if (from != null) {
      remote = from;
      local = to;
    }
    ListenerSettings.ProxyNames names = door.listener().layers().proxyNames();
    boolean named = names.username() || names.clientId();
    if (named && commonName != null && commonName.isEmpty()) {
      // Its owner could take any name, by saying it in CONNECT.
      fail("the proxy tells no common name of its certificate");
      return;
    }
    certified =
        new Peer.Certified(
            names.username() ? commonName : null, names.clientId() ? commonName : null);
    secure();
  }

  private void secure() {
    TlsSettings tls = door.listener().layers().tls();
    if (tls == null) {
      upgrade();
      return;
    }
    within(tls.handshakeMillis(), Metric.CONNECTIONS_TLS_REFUSED);
    channel.pipeline().addLast(door.tls().handler(channel.alloc()), new TlsOutcome(this));
  }

  /**
   * The handshake is done.
   *
   * @param certificate the client's, null if it has shown none
   */
  void secured(X509Certificate certificate) {
    TlsSettings.Names names = door.listener().layers().tls().names();
    if (certificate != null) {
      certified =
          new Peer.Certified(
              name(names.username(), certificate, certified.username()),
              name(names.clientId(), certificate, certified.clientId()),
              certificate.getSubjectX500Principal().getName());
      if (isMissing(names.username(), certified.username())
          || isMissing(names.clientId(), certified.clientId())) {
        // Its owner could take any name, by saying it in CONNECT.
        fail("its certificate lacks what is to be the client's name");
        return;
      }
    }
    upgrade();
  }

  private static String name(CertificateName kind, X509Certificate certificate, String otherwise) {
    String name = kind.from(certificate);
    return name == null ? otherwise : name;
  }

  private static boolean isMissing(CertificateName kind, String name) {
    return kind != CertificateName.NONE && name == null;
  }

  private void upgrade() {
    startedAt = loop.nanos();
    if (door.listener().layers().webSocket() == null) {
      speakMqtt();
      return;
    }
    within(door.zone().limits().idleTimeoutMillis(), Metric.CONNECTIONS_UPGRADE_REFUSED);
    WebSocketUpgrade.install(
        channel.pipeline(),
        door.listener().layers().webSocket(),
        door.zone().limits().maxPacketSize(),
        this);
  }

  @Override
  public void upgraded(HttpHeaders headers) {
    ProxyHeaders names = door.listener().layers().webSocket().proxyHeaders();
    remote = ForwardedAddress.of(remote, names, headers);
    speakMqtt();
  }

  @Override
  public void refused() {
    loop.tally().count(Metric.CONNECTIONS_UPGRADE_REFUSED);
    blame = null;
  }

  private void speakMqtt() {
    leave();
    blame = null;
    Peer peer =
        new Peer(door.listener().id(), door.listener().zone(), remote, local, certified);
    channel
        .pipeline()
        .addLast(
            new MqttHandler(peer, door, door.zone(), loop, startedAt));
  }

  /** Begins the next part of the arrival; it counts as refused if the peer does not do it. */
  private void within(long millis, Metric refusal) {
    if (!walked) {
      walked = true;
      loop.add(this);
      channel.closeFuture().addListener(closed -> leave());
    }
    startedAt = loop.nanos();
    limitNanos = TimeUnit.MILLISECONDS.toNanos(millis);
    blame = refusal;
  }

  /** The peer did not do its part; nothing is said to it beyond what the layer has said. */
  void fail(String words) {
    if (blame != null) {
      loop.tally().count(blame);
      blame = null;
      LOG.debug("{}: refused a connection from {}: {}", listener(), LogField.peer(remote), words);
    }
    channel.pipeline().firstContext().close();
  }

  private void leave() {
    if (walked) {
      walked = false;
      loop.remove(this);
    }
  }

  @Override
  public String listener() {
    return door.listener().id();
  }

  @Override
  public void tick(long now) {
    if (now - startedAt > limitNanos) {
      fail("it took too long");
    }
  }

  @Override
  public void close() {
    blame = null;
    channel.close();
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void placeAt(int index) {
    place = index;
  }
}
