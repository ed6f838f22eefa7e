package io.dynamq.net;

import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Builds the pipeline of every connection of one listener; the only place that does. What a further
 * protocol needs in front (TLS, WebSocket, PROXY) goes before the MQTT handler.
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {

  /**
   * What all listeners share.
   *
   * @param loops by event loop
   * @param open every accepted channel
   */
  record Shared(Map<EventLoop, LoopConnections> loops, ChannelGroup open, Meters meters) {}

  private final ListenerSettings listener;
  private final Supplier<Zone> zone;
  private final ConnectionAcceptor acceptor;
  private final Gate gate;
  private final Shared shared;

  ConnectionInitializer(
      ListenerSettings listener,
      Supplier<Zone> zone,
      ConnectionAcceptor acceptor,
      Gate gate,
      Shared shared) {
    this.listener = listener;
    this.zone = zone;
    this.acceptor = acceptor;
    this.gate = gate;
    this.shared = shared;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!gate.enter()) {
      shared.meters().count(Metric.CONNECTIONS_REFUSED);
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> gate.leave());
    shared.open().add(channel);
    LoopConnections loop = shared.loops().get(channel.eventLoop());
    channel.pipeline().addLast(new MqttHandler(listener, zone.get(), loop, acceptor));
  }
}
