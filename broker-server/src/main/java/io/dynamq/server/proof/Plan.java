package io.dynamq.server.proof;

import io.dynamq.server.proof.fault.StoreFault;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** All that decides what a run does; the same plan and seed make the same kills and faults. */
record Plan(
    Mode mode, Load load, Kills kills, Faults faults, Place place, Ending ending, long seed) {

  /** After what the broker acknowledges; its settings. */
  record Mode(String ackAfter, String fsync, Map<String, String> settings) {}

  /**
   * The clients.
   *
   * @param rate messages a second of each publisher
   * @param backlog messages that wait for a client that stays away
   */
  record Load(int publishers, int subscribers, double rate, int payloadBytes, int backlog) {}

  /**
   * The kills.
   *
   * @param every mean time between two; zero: none
   * @param max no more than these
   */
  record Kills(Duration every, int max, boolean term, boolean powerLoss, boolean loseData) {}

  /**
   * The faults of the store, in turn as chance wants.
   *
   * @param calm mean time between two
   * @param length mean length of one
   */
  record Faults(List<StoreFault> kinds, Duration calm, Duration length) {}

  /**
   * Where everything is.
   *
   * @param target a broker that runs; null to run one of this installation
   * @param store a DynamoDB endpoint; null for one in this process
   * @param proxyPort 0 for any
   */
  record Place(
      Path home,
      InetSocketAddress target,
      String killCommand,
      String startCommand,
      InetSocketAddress store,
      int proxyPort) {}

  /**
   * How it ends.
   *
   * @param length of the run, without start and end
   * @param drain how long missing messages are waited for
   * @param json file of the report; null for none
   * @param trace file of all packets; null for none
   * @param goals whether missed goals of time count as a broken promise
   * @param keep whether the directory of the run stays
   */
  record Ending(
      Duration length, Duration drain, Path json, Path trace, boolean goals, boolean keep) {}
}
