package io.dynamq.net;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import java.util.Map;

/**
 * Judges every accepted connection of one listener, before anything is read from it, and lets {@link
 * Arrival} build its pipeline.
 */
final class ConnectionInitializer extends ChannelInitializer<Channel> {

  /**
   * What all listeners share.
   *
   * @param loops by event loop
   * @param open every accepted channel
   */
  record Shared(Map<EventLoop, LoopConnections> loops, ChannelGroup open, Meters meters) {}

  private final Doorway door;
  private final Gate gate;
  private final Shared shared;

  ConnectionInitializer(Doorway door, Gate gate, Shared shared) {
    this.door = door;
    this.gate = gate;
    this.shared = shared;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!door.listener().admittance().access().allows(channel.remoteAddress())) {
      shared.meters().count(Metric.CONNECTIONS_DENIED);
      channel.close();
      return;
    }
    if (!gate.enter()) {
      shared.meters().count(Metric.CONNECTIONS_REFUSED);
      channel.close();
      return;
    }
    channel.closeFuture().addListener(closed -> gate.leave());
    shared.open().add(channel);
    new Arrival(door, channel, shared.loops().get(channel.eventLoop())).begin();
  }
}
