package io.dynamq.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What a session must remember about unfinished QoS 1 and 2 exchanges.
 *
 * <p>A queued message at or before {@code sentThrough} that is not listed in {@code outbound} has
 * been acknowledged and must not be sent again.
 *
 * @param sentThrough the newest position that was ever sent
 * @param outbound unfinished deliveries in the order in which they were first sent
 * @param inboundQos2 packet identifiers received by PUBLISH and not yet released by PUBREL
 * @param doubtful whether the process that served the client died without writing down how its
 *     connection ended, and the client has not told since: it may know more than this says
 */
public record InflightSnapshot(
    Position sentThrough, List<Outbound> outbound, List<Integer> inboundQos2, boolean doubtful) {

  /** Of a session that never exchanged anything. */
  public static final InflightSnapshot EMPTY =
      new InflightSnapshot(Position.START, List.of(), List.of());

  public InflightSnapshot {
    outbound = List.copyOf(outbound);
    inboundQos2 = List.copyOf(inboundQos2);
  }

  /** Whether nothing is unfinished, for sure. */
  public boolean isSettled() {
    return outbound.isEmpty() && inboundQos2.isEmpty() && !doubtful;
  }

  /** The same, but everything up to there that is not unfinished is done with. */
  public InflightSnapshot through(Position newest) {
    return new InflightSnapshot(newest, outbound, inboundQos2, doubtful);
  }

  /** Of a connection whose end was seen. */
  public InflightSnapshot(
      Position sentThrough, List<Outbound> outbound, List<Integer> inboundQos2) {
    this(sentThrough, outbound, inboundQos2, false);
  }

  /** The same, but the connection's end was not seen, or not that of the last connection. */
  public InflightSnapshot doubted() {
    return new InflightSnapshot(sentThrough, outbound, inboundQos2, true);
  }

  /** Without deliveries that no queue holds: they end with their connection. */
  public InflightSnapshot stored() {
    for (Outbound one : outbound) {
      if (one.position == null) {
        List<Outbound> kept = outbound.stream().filter(any -> any.position != null).toList();
        return new InflightSnapshot(sentThrough, kept, inboundQos2, doubtful);
      }
    }
    return this;
  }

  /** The same, but a PUBLISH with this identifier is remembered. */
  public InflightSnapshot with(int inboundId) {
    List<Integer> all = new ArrayList<>(without(inboundId).inboundQos2);
    all.add(inboundId);
    Collections.sort(all);
    return new InflightSnapshot(sentThrough, outbound, all, doubtful);
  }

  /** The same, but a PUBLISH with this identifier is not remembered. */
  public InflightSnapshot without(int inboundId) {
    List<Integer> left = inboundQos2.stream().filter(id -> id != inboundId).toList();
    return new InflightSnapshot(sentThrough, outbound, left, doubtful);
  }

  /** Without the deliveries at these positions: they are finished, for this session. */
  public InflightSnapshot without(Set<Position> finished) {
    return new InflightSnapshot(
        sentThrough,
        outbound.stream().filter(one -> !finished.contains(one.position())).toList(),
        inboundQos2,
        doubtful);
  }

  /**
   * One unfinished delivery.
   *
   * @param released false: PUBLISH sent, its acknowledgement missing; true: PUBREL sent, PUBCOMP
   *     missing, and the message itself is no longer needed
   */
  public record Outbound(int packetId, Position position, boolean released) {}
}
