package io.dynamq.engine;

import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of an absent session without a will, in few bytes: most numbers are close to one that is
 * known, so the difference is kept.
 */
final class PackedSession {
  private static final String USUAL_ZONE = "external";
  private static final int MICROS = 1_000;
  private static final int MILLIS = 1_000;
  private static final long NEVER = 0xFFFF_FFFFL;

  private final Lease lease;

  /** Under that lease. */
  PackedSession(Lease lease) {
    this.lease = lease;
  }

  void write(StoredSession state, PackedWriter out) {
    out.number(lease.epoch() - state.epoch());
    out.text(state.node().equals(lease.node()) ? null : state.node());
    out.number(state.protocolVersion()).text(state.username());
    out.text(USUAL_ZONE.equals(state.zone()) ? "" : state.zone());
    // The first epoch of a session is the second in which it was claimed.
    out.near(lease.epoch() * MILLIS, state.createdAtMillis());
    out.number(state.connectedAtMillis() - state.createdAtMillis());
    out.number(state.disconnectedAtMillis() - state.connectedAtMillis());
    // One more, so that "never", the highest there is, is the shortest.
    out.number(state.expirySeconds() + 1 & NEVER);
    InflightSnapshot inflight = state.inflight();
    long micros = state.disconnectedAtMillis() * MICROS;
    position(inflight.sentThrough(), micros, out);
    out.number(inflight.outbound().size() << 1 | (inflight.doubtful() ? 1 : 0));
    for (Outbound one : inflight.outbound()) {
      out.number(one.packetId()).flag(one.released()).flag(one.position() != null);
      if (one.position() != null) {
        position(one.position(), micros, out);
      }
    }
    out.number(inflight.inboundQos2().size());
    inflight.inboundQos2().forEach(out::number);
  }

  private void position(Position position, long micros, PackedWriter out) {
    boolean isStart = position.equals(Position.START);
    out.flag(isStart);
    if (!isStart) {
      out.number(lease.epoch() - position.epoch()).number(micros - position.sequence());
    }
  }

  StoredSession read(PackedReader in) {
    long epoch = lease.epoch() - in.number();
    String owner = in.text();
    int version = in.small();
    String username = in.text();
    String zone = in.text();
    long created = in.near(lease.epoch() * MILLIS);
    long connected = created + in.number();
    long disconnected = connected + in.number();
    return new StoredSession(
        lease.client(), epoch, owner == null ? lease.node() : owner, false, version, username,
        created, connected, disconnected, in.number() - 1 & NEVER, null, inflight(disconnected * MICROS, in),
        "".equals(zone) ? USUAL_ZONE : zone);
  }

  private InflightSnapshot inflight(long micros, PackedReader in) {
    Position sentThrough = position(micros, in);
    List<Outbound> outbound = new ArrayList<>();
    int packed = in.small();
    boolean doubtful = (packed & 1) != 0;
    for (int left = packed >> 1; left > 0; left--) {
      int id = in.small();
      boolean released = in.flag();
      outbound.add(new Outbound(id, in.flag() ? position(micros, in) : null, released));
    }
    List<Integer> inbound = new ArrayList<>();
    for (int left = in.small(); left > 0; left--) {
      inbound.add(in.small());
    }
    return new InflightSnapshot(sentThrough, outbound, inbound, doubtful);
  }

  private Position position(long micros, PackedReader in) {
    return in.flag()
        ? Position.START
        : new Position(lease.epoch() - in.number(), micros - in.number());
  }
}
