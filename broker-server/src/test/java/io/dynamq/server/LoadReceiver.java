package io.dynamq.server;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Reads and acknowledges messages, and sees whether one is missing, twice or out of order. */
final class LoadReceiver {
  private final LoadClient client;
  private final boolean ordered;
  private final Map<Integer, Integer> lastByPublisher = new HashMap<>();
  private final Set<Integer> received = new HashSet<>();
  private final Set<Integer> unreleased = new HashSet<>();
  private int open;

  LoadReceiver(LoadClient client) {
    this(client, true);
  }

  private LoadReceiver(LoadClient client, boolean ordered) {
    this.client = client;
    this.ordered = ordered;
  }

  /** Of messages under different topics, whose order nobody promises. */
  static LoadReceiver inAnyOrder(LoadClient client) {
    return new LoadReceiver(client, false);
  }

  /** Over when there are so many in all, and each is done with. */
  void receive(int messages) throws IOException {
    receiveUntil(() -> received.size() >= messages);
  }

  /** Over when that one has come. */
  void receiveThrough(int content) throws IOException {
    receiveUntil(() -> received.contains(content));
  }

  private void receiveUntil(BooleanSupplier enough) throws IOException {
    while (!enough.getAsBoolean() || open > 0) {
      if (!client.hasMore()) {
        client.flush();
      }
      take(client.read());
    }
    client.flush();
  }

  /** What has come, each once. */
  Set<Integer> received() {
    return received;
  }

  private void take(LoadClient.Packet packet) throws IOException {
    if (packet.type() == LoadClient.PUBREL) {
      unreleased.remove(packet.id());
      open--;
      client.answer(LoadClient.PUBCOMP, packet.id());
      return;
    }
    if (packet.type() != LoadClient.PUBLISH) {
      throw new IOException("unexpected packet %02x".formatted(packet.first()));
    }
    if (packet.qos() == 1) {
      client.answer(LoadClient.PUBACK, packet.id());
    } else if (packet.qos() == 2) {
      if (!unreleased.add(packet.id())) {
        throw new IOException("identifier " + packet.id() + " is in use");
      }
      open++;
      client.answer(LoadClient.PUBREC, packet.id());
    }
    note(packet.content());
  }

  private void note(int content) throws IOException {
    if (!received.add(content)) {
      throw new IOException(described(content) + " came twice");
    }
    Integer last = lastByPublisher.put(content >> 16, content);
    if (ordered && last != null && last > content) {
      throw new IOException(described(content) + " came after " + described(last));
    }
  }

  private static String described(int content) {
    return "message %d of publisher %d".formatted(content & 0xFFFF, content >> 16);
  }
}
