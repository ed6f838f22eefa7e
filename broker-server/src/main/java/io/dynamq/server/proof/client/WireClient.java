package io.dynamq.server.proof.client;

import io.dynamq.server.proof.ledger.Incident.Kind;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A client that connects again whenever its connection is lost and keeps its half of every exchange,
 * as a careful client does. Everything but {@link #start} and {@link #stop} happens on its loop.
 */
abstract class WireClient {
  private static final int CONNECT_MILLIS = 1_000;
  private static final long RETRY_MILLIS = 30;
  private static final long REFUSED_RETRY_MILLIS = 250;
  private static final long CONNACK_MILLIS = 20_000;
  private static final long PING_MILLIS = 15_000;
  private static final int PACKET_MAX = 1 << 20;

  final Stage stage;
  final String id;
  final MqttVersion version;
  final EventLoop loop;
  final Random random;
  private Channel channel;
  private boolean online;
  private boolean wanted;
  private boolean clean;
  private long sessionSince;

  WireClient(Stage stage, String id, MqttVersion version) {
    this.stage = stage;
    this.id = stage.workload().run() + "-" + id;
    this.version = version;
    loop = stage.loops().next();
    random = new Random(stage.seed() * 31 + id.hashCode());
  }

  /** CONNECT is being sent. */
  void connecting() {}

  /** CONNACK has come. */
  abstract void connected(boolean sessionPresent);

  /** Any other packet has come; PINGRESP and DISCONNECT are dealt with. */
  abstract void received(MqttMessage packet);

  /** The connection is gone. */
  void lost() {}

  /** Connects, and goes on doing so. */
  public final void start() {
    loop.execute(this::join);
  }

  /** Goes for good, with a DISCONNECT. */
  public final void stop() {
    loop.execute(() -> leave(true));
  }

  final void join() {
    wanted = true;
    connect();
  }

  /** Goes away until {@link #join}. */
  final void leave(boolean politely) {
    wanted = false;
    Channel now = channel;
    if (now == null) {
      return;
    }
    if (politely && online) {
      now.writeAndFlush(Packets.disconnect());
    }
    now.close();
  }

  /** The next connections ask for no session and leave none. */
  final void cleanFromNowOn(boolean on) {
    clean = on;
    if (on) {
      sessionSince = 0;
    }
  }

  final boolean isOnline() {
    return online;
  }

  final void send(MqttMessage packet) {
    if (channel != null) {
      trace(">", packet);
      channel.writeAndFlush(packet);
    }
  }

  private void trace(String direction, MqttMessage packet) {
    if (stage.watch().trace().isOn()) {
      stage.watch().trace().line(id, direction + " " + Packets.text(packet));
    }
  }

  final long now() {
    return stage.time().nanos();
  }

  final void later(long millis, Runnable task) {
    loop.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  final void incident(Kind kind, String text, long basis) {
    stage.watch().incidents().add(kind, id + ": " + text, basis);
  }

  final void count(String what) {
    stage.watch().tally().count(what);
  }

  private void connect() {
    if (!wanted || channel != null) {
      return;
    }
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened
                        .pipeline()
                        .addLast(new MqttDecoder(PACKET_MAX), MqttEncoder.INSTANCE, new Ear());
                  }
                });
    channel = bootstrap.connect(stage.address()).channel();
    channel.closeFuture().addListener(closed -> gone(RETRY_MILLIS));
  }

  private void gone(long retryMillis) {
    boolean was = online;
    if (was) {
      stage.watch().trace().line(id, "the connection is gone");
    }
    channel = null;
    online = false;
    if (was) {
      lost();
    }
    if (wanted) {
      later(retryMillis, this::connect);
    }
  }

  private void accepted(MqttConnAckMessage packet) {
    MqttConnectReturnCode code = packet.variableHeader().connectReturnCode();
    if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
      count("connects refused with " + code);
      wanted = false;
      channel.close();
      later(REFUSED_RETRY_MILLIS, this::join);
      return;
    }
    boolean present = packet.variableHeader().isSessionPresent();
    if (!present && sessionSince != 0) {
      incident(Kind.SESSION_LOST, "session present 0", sessionSince);
    }
    if (!clean && !present) {
      sessionSince = now();
    }
    online = true;
    ping(channel);
    connected(present);
  }

  private void ping(Channel on) {
    loop.schedule(
        () -> {
          if (channel == on && online) {
            send(MqttMessage.PINGREQ);
            ping(on);
          }
        },
        PING_MILLIS,
        TimeUnit.MILLISECONDS);
  }

  /** One connection's ear. */
  private final class Ear extends SimpleChannelInboundHandler<MqttMessage> {

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      connecting();
      ctx.writeAndFlush(Packets.connect(id, version, clean));
      loop.schedule(
          () -> {
            if (channel == ctx.channel() && !online) {
              count("connects without CONNACK");
              ctx.close();
            }
          },
          CONNACK_MILLIS,
          TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MqttMessage packet) {
      if (ctx.channel() != channel || !wanted) {
        return;
      }
      if (packet.decoderResult().isFailure()) {
        incident(Kind.PROTOCOL, "cannot read " + packet.decoderResult().cause(), now());
        ctx.close();
        return;
      }
      trace("<", packet);
      MqttMessageType type = packet.fixedHeader().messageType();
      if (type == MqttMessageType.CONNACK) {
        accepted((MqttConnAckMessage) packet);
      } else if (!online) {
        incident(Kind.PROTOCOL, "got " + type + " before CONNACK", now());
      } else if (type == MqttMessageType.DISCONNECT) {
        count("disconnects with " + Packets.reason(packet));
      } else if (type != MqttMessageType.PINGRESP) {
        received(packet);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      if (cause instanceof DecoderException || cause instanceof RuntimeException) {
        incident(Kind.PROTOCOL, "failed with " + cause, now());
      }
      ctx.close();
    }
  }
}
