package io.dynamq.server.proof.client;

import io.dynamq.server.proof.ledger.Incidents;
import io.dynamq.server.proof.ledger.Phases;
import io.dynamq.server.proof.ledger.Workload;
import io.dynamq.time.Time;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;

/**
 * What all clients of a run share.
 *
 * @param address of the broker
 * @param seed chance of each client comes from it and the client's name
 */
public record Stage(
    InetSocketAddress address,
    EventLoopGroup loops,
    Time time,
    long seed,
    Workload workload,
    Watch watch) {

  /** Where clients write down what they see. */
  public record Watch(Incidents incidents, Phases phases, Tally tally, Trace trace) {}
}
