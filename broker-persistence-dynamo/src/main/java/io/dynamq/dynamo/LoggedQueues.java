package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Messages of the write-ahead log on their way back into queues. A bundle is logged when its last
 * receiver has appended, so a message may stand in the log behind younger ones of its queue; queues
 * want them in order. They are put in order here, a bounded number of bytes at a time: much more
 * than can be logged while a bundle waits.
 */
final class LoggedQueues {
  private static final long BYTES_MAX = 32L << 20;

  private final Map<ClientId, TreeMap<Position, Logged.Appended>> waiting = new HashMap<>();
  private final Consumer<Logged.Appended> receiver;
  private long bytes;

  LoggedQueues(Consumer<Logged.Appended> receiver) {
    this.receiver = receiver;
  }

  void add(Logged.Appended record) {
    TreeMap<Position, Logged.Appended> queue =
        waiting.computeIfAbsent(record.lease.client(), client -> new TreeMap<>());
    if (queue.put(record.message.position(), record) == null) {
      bytes += record.bytes();
    }
    if (bytes > BYTES_MAX) {
      waiting.values().forEach(each -> give(each, (each.size() + 1) / 2));
    }
  }

  private void give(TreeMap<Position, Logged.Appended> queue, int count) {
    for (int i = 0; i < count; i++) {
      Logged.Appended oldest = queue.pollFirstEntry().getValue();
      bytes -= oldest.bytes();
      receiver.accept(oldest);
    }
  }

  /** Nothing more comes. */
  void end() {
    waiting.values().forEach(queue -> give(queue, queue.size()));
  }
}
