package io.dynamq.server.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Receives numbers with QoS 2 and writes them down by topic, each as often as it is delivered. */
final class Receiver extends SteadyClient {
  private final String filter;
  private final int dropEvery;
  private final Map<String, List<Integer>> numbers = new ConcurrentHashMap<>();
  private final Set<Integer> unreleased = new HashSet<>();
  private volatile boolean subscribed;
  private int sinceDrop;

  /**
   * @param dropEvery loses its connection after that many messages, 0 = never
   */
  Receiver(int port, String id, String filter, int dropEvery) {
    super(port, id);
    this.filter = filter;
    this.dropEvery = dropEvery;
  }

  boolean isSubscribed() {
    return subscribed;
  }

  /** What came on a topic, in its order. */
  List<Integer> numbers(String topic) {
    List<Integer> list = numbers.getOrDefault(topic, List.of());
    synchronized (list) {
      return List.copyOf(list);
    }
  }

  @Override
  void connected(boolean sessionPresent) throws IOException {
    if (!subscribed) {
      send(Packets.subscribe(filter, 2));
    }
  }

  @Override
  void received(int header, byte[] body) throws IOException {
    switch (header & 0xF0) {
      case 0x90 -> subscribed = true;
      case 0x30 -> publish(header, body);
      case 0x60 -> {
        unreleased.remove(identifier(body, 0));
        answer(0x70, identifier(body, 0));
      }
      default -> throw new AssertionError("a receiver got " + Integer.toHexString(header));
    }
  }

  private void publish(int header, byte[] body) throws IOException {
    int topicEnd = 2 + identifier(body, 0);
    String topic = new String(body, 2, topicEnd - 2, StandardCharsets.UTF_8);
    int id = identifier(body, topicEnd);
    boolean exactlyOnce = (header & 6) == 4;
    if (!exactlyOnce || unreleased.add(id)) {
      String text = new String(body, topicEnd + 2, body.length - topicEnd - 2, StandardCharsets.UTF_8);
      note(topic, Integer.parseInt(text.substring(0, text.indexOf(' '))));
    }
    if (dropEvery > 0 && ++sinceDrop >= dropEvery) {
      sinceDrop = 0;
      drop();
      return;
    }
    answer(exactlyOnce ? 0x50 : 0x40, id);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(filter).append(" unreleased ").append(unreleased);
    numbers.forEach((topic, list) -> text.append(' ').append(topic).append(':').append(list.size()));
    return text.toString();
  }

  private void note(String topic, int number) {
    List<Integer> list = numbers.computeIfAbsent(topic, key -> new ArrayList<>());
    synchronized (list) {
      list.add(number);
    }
  }
}
