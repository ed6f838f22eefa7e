package io.dynamq.dynamo;

import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Position;
import io.dynamq.store.StoredWill;
import java.util.ArrayList;
import java.util.List;

/** The binary attributes of a session row. */
final class SessionCodec {
  private SessionCodec() {}

  static byte[] write(InflightSnapshot inflight) {
    RecordWriter out = new RecordWriter(32 + inflight.outbound().size() * 14);
    position(out, inflight.sentThrough());
    out.number(inflight.outbound().size());
    for (Outbound outbound : inflight.outbound()) {
      out.number(outbound.packetId() << 1 | (outbound.released() ? 1 : 0));
      position(out, outbound.position());
    }
    out.number(inflight.inboundQos2().size());
    inflight.inboundQos2().forEach(out::number);
    if (inflight.doubtful()) {
      out.number(1);
    }
    return out.toBytes();
  }

  static InflightSnapshot readInflight(byte[] bytes, String where) {
    RecordReader in = new RecordReader(bytes, where);
    Position sentThrough = position(in);
    int count = in.count();
    List<Outbound> outbound = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int packed = (int) in.number();
      outbound.add(new Outbound(packed >> 1, position(in), (packed & 1) == 1));
    }
    int inboundCount = in.count();
    List<Integer> inbound = new ArrayList<>(inboundCount);
    for (int i = 0; i < inboundCount; i++) {
      inbound.add((int) in.number());
    }
    boolean doubtful = !in.isAtEnd() && in.number() == 1;
    in.end();
    return new InflightSnapshot(sentThrough, outbound, inbound, doubtful);
  }

  static byte[] write(StoredWill will) {
    RecordWriter out = new RecordWriter(128 + will.message().size());
    out.number(will.delaySeconds()).number(will.messageExpirySeconds() + 1);
    MessageCodec.write(out, will.message(), false);
    return out.toBytes();
  }

  static StoredWill readWill(byte[] bytes, String where) {
    RecordReader in = new RecordReader(bytes, where);
    long delay = in.number();
    long expiry = in.number() - 1;
    StoredWill will = new StoredWill(MessageCodec.read(in).message(), delay, expiry);
    in.end();
    return will;
  }

  private static void position(RecordWriter out, Position position) {
    out.number(position.epoch()).number(position.sequence());
  }

  private static Position position(RecordReader in) {
    return new Position(in.number(), in.number());
  }
}
