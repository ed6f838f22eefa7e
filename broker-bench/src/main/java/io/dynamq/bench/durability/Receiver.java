package io.dynamq.bench.durability;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** One subscriber that acknowledges at once. */
final class Receiver {
  private final Wire wire;
  private final String name;
  private final Watch watch;
  private final AtomicLong received = new AtomicLong();

  /** It is connected. */
  Receiver(Wire wire, String name, Watch watch) {
    this.wire = wire;
    this.name = name;
    this.watch = watch;
  }

  void start() {
    watch.thread(name, this::receive);
  }

  /** Messages that were no repetition. */
  long received() {
    return received.get();
  }

  private void receive() throws IOException {
    while (true) {
      Wire.Packet packet = wire.read();
      if (packet.type() == Wire.PUBLISH) {
        received.addAndGet((packet.first() & 8) == 0 ? 1 : 0);
        wire.answer(packet.qos() == 2 ? Wire.PUBREC : Wire.PUBACK, packet.publishId());
      } else {
        wire.answer(Wire.PUBCOMP, packet.id());
      }
      if (!wire.hasMore()) {
        wire.flush();
      }
    }
  }
}
