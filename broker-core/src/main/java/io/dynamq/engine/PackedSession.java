package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Position;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.List;

/** The state of an absent session without a will, in few bytes. */
final class PackedSession {
  private PackedSession() {}

  /**
   * @param node whose sessions these mostly are
   */
  static void write(StoredSession state, String node, PackedWriter out) {
    out.number(state.epoch());
    out.text(state.node().equals(node) ? null : state.node());
    out.number(state.protocolVersion()).text(state.username()).text(state.zone());
    out.number(state.createdAtMillis());
    out.number(state.connectedAtMillis() - state.createdAtMillis());
    out.number(state.disconnectedAtMillis() - state.connectedAtMillis());
    out.number(state.expirySeconds());
    InflightSnapshot inflight = state.inflight();
    out.flag(inflight.doubtful());
    position(inflight.sentThrough(), out);
    out.number(inflight.outbound().size());
    for (Outbound one : inflight.outbound()) {
      out.number(one.packetId()).flag(one.released()).flag(one.position() != null);
      if (one.position() != null) {
        position(one.position(), out);
      }
    }
    out.number(inflight.inboundQos2().size());
    inflight.inboundQos2().forEach(out::number);
  }

  private static void position(Position position, PackedWriter out) {
    out.number(position.epoch()).number(position.sequence());
  }

  static StoredSession read(ClientId client, String node, PackedReader in) {
    long epoch = in.number();
    String owner = in.text();
    int version = in.small();
    String username = in.text();
    String zone = in.text();
    long created = in.number();
    long connected = created + in.number();
    long disconnected = connected + in.number();
    return new StoredSession(
        client, epoch, owner == null ? node : owner, false, version, username, created, connected,
        disconnected, in.number(), null, inflight(in), zone);
  }

  private static InflightSnapshot inflight(PackedReader in) {
    boolean doubtful = in.flag();
    Position sentThrough = position(in);
    List<Outbound> outbound = new ArrayList<>();
    for (int left = in.small(); left > 0; left--) {
      int id = in.small();
      boolean released = in.flag();
      outbound.add(new Outbound(id, in.flag() ? position(in) : null, released));
    }
    List<Integer> inbound = new ArrayList<>();
    for (int left = in.small(); left > 0; left--) {
      inbound.add(in.small());
    }
    return new InflightSnapshot(sentThrough, outbound, inbound, doubtful);
  }

  private static Position position(PackedReader in) {
    return new Position(in.number(), in.number());
  }
}
