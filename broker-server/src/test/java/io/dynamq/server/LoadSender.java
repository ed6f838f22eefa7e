package io.dynamq.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Sends numbered messages, so many on their way at a time, and does what their quality asks. */
final class LoadSender {
  private static final int WINDOW = 20;

  private final LoadClient client;
  private final String topic;
  private final int flags;
  private final int from;
  private final Deque<Integer> free = new ArrayDeque<>();
  private int underWay;

  /**
   * A sender of its own numbers.
   *
   * @param publisher tells it from others, in the upper half of each message's number
   * @param retain whether its messages are to be retained, each under a topic of its own
   */
  LoadSender(LoadClient client, String topic, int publisher, int qos, boolean retain) {
    this.client = client;
    this.topic = topic;
    flags = qos << 1 | (retain ? 1 : 0);
    from = publisher << 16;
    for (int id = 1; id <= WINDOW; id++) {
      free.add(id);
    }
  }

  /** The same with one on its way at a time, so that nothing of it comes in a batch. */
  LoadSender slowly() {
    while (free.size() > 1) {
      free.removeLast();
    }
    return this;
  }

  /** Over when the last message is acknowledged. */
  void send(int messages) throws IOException {
    boolean acknowledged = flags >> 1 > 0;
    boolean retained = (flags & 1) == 1;
    for (int number = 0; number < messages; number++) {
      if (acknowledged && free.isEmpty()) {
        client.flush();
        settle(1);
      }
      int id = acknowledged ? free.remove() : 0;
      underWay += acknowledged ? 1 : 0;
      client.publish(retained ? topic + "/" + number : topic, flags, id, from | number);
    }
    client.flush();
    settle(underWay);
  }

  /** Reads until so many messages are done. */
  private void settle(int messages) throws IOException {
    int left = messages;
    while (left > 0 || underWay > 0 && client.hasMore()) {
      LoadClient.Packet answer = client.read();
      if (answer.type() == LoadClient.PUBREC) {
        client.answer(LoadClient.PUBREL, answer.id());
        client.flush();
      } else if (answer.type() == LoadClient.PUBACK || answer.type() == LoadClient.PUBCOMP) {
        free.add(answer.id());
        underWay--;
        left--;
      } else {
        throw new IOException("unexpected packet %02x".formatted(answer.first()));
      }
    }
  }
}
