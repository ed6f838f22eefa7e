package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages of the write-ahead log on their way back into queues. A bundle is logged when its last
 * receiver has appended, so a message may stand in the log behind younger ones of its queue; queues
 * want them in order. They are put in order here, a bounded number of bytes at a time: much more
 * than can be logged while a bundle waits.
 */
final class LoggedQueues {
  private static final long BYTES_MAX = 32L << 20;

  /** Those of one client, oldest first. */
  interface Receiver {
    void accept(ClientId client, List<Logged.Appended> records);
  }

  private static final Comparator<Logged.Appended> BY_POSITION =
      Comparator.comparing(record -> record.message.position());

  private final Map<ClientId, List<Logged.Appended>> waiting = new HashMap<>();
  private final Receiver receiver;
  private long bytes;

  LoggedQueues(Receiver receiver) {
    this.receiver = receiver;
  }

  void add(Logged.Appended record) {
    List<Logged.Appended> queue =
        waiting.computeIfAbsent(record.lease.client(), client -> new ArrayList<>());
    int last = queue.size() - 1;
    if (last < 0 || BY_POSITION.compare(queue.get(last), record) < 0) {
      queue.add(record);
    } else if (!insert(queue, record)) {
      return;
    }
    bytes += record.bytes();
    if (bytes > BYTES_MAX) {
      waiting.forEach((client, each) -> give(client, each, (each.size() + 1) / 2));
    }
  }

  private static boolean insert(List<Logged.Appended> queue, Logged.Appended record) {
    int at = Collections.binarySearch(queue, record, BY_POSITION);
    if (at >= 0) {
      queue.set(at, record);
      return false;
    }
    queue.add(-at - 1, record);
    return true;
  }

  private void give(ClientId client, List<Logged.Appended> queue, int count) {
    List<Logged.Appended> oldest = queue.subList(0, count);
    if (!oldest.isEmpty()) {
      oldest.forEach(record -> bytes -= record.bytes());
      receiver.accept(client, List.copyOf(oldest));
      oldest.clear();
    }
  }

  /** Nothing more comes. */
  void end() {
    waiting.forEach((client, queue) -> give(client, queue, queue.size()));
  }
}
