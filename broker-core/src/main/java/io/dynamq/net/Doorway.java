package io.dynamq.net;

import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.engine.Zone;
import io.dynamq.net.tls.ServerCertificates;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a listener gives to each of its connections.
 *
 * @param zones asked for each connection, so limits can change
 * @param tls null unless the listener is encrypted
 * @param paces what its connections share with others
 */
record Doorway(
    ListenerSettings listener,
    Supplier<Zone> zones,
    ConnectionAcceptor acceptor,
    Tls tls,
    List<SharedPace> paces) {

  /**
   * Certificates with the threads that do the slow work of a handshake.
   *
   * @param slow any thread but the event loops
   */
  record Tls(ServerCertificates certificates, Executor slow) {
    ChannelHandler handler(ByteBufAllocator alloc) {
      return certificates.handler(alloc, slow);
    }
  }

  Zone zone() {
    return zones.get();
  }
}
