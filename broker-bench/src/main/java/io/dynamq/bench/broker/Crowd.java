package io.dynamq.bench.broker;

import io.dynamq.bench.durability.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Clients that fill a broker with what is to be weighed. */
final class Crowd {
  private static final int THREADS = 16;
  private static final int WINDOW = 500;
  private static final int TRIES = 20;
  private static final int SMALL_BUFFER = 128;

  private final InetSocketAddress broker;

  Crowd(Target target) {
    broker = new InetSocketAddress("127.0.0.1", target.port());
  }

  /** What one thread does for its share of the numbers. */
  private interface Share {
    void run(int from, int to) throws IOException;
  }

  /**
   * Persistent sessions whose clients have gone.
   *
   * @param filter of the one subscription of each, null for none
   */
  void leaveSessions(int count, IntFunction<String> filter)
      throws InterruptedException, ExecutionException {
    shared(
        count,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            leave(i, filter, TRIES);
          }
        });
  }

  /** A broker that has no time to claim the session in its store says so; then once more. */
  private void leave(int number, IntFunction<String> filter, int tries) throws IOException {
    try (Wire wire = new Wire(broker, SMALL_BUFFER)) {
      wire.connect("device-%07d".formatted(number), false);
      if (filter != null) {
        wire.subscribe(filter.apply(number), 1);
      }
      wire.disconnect();
    } catch (IOException refused) {
      if (tries == 1) {
        throw refused;
      }
      leave(number, filter, tries - 1);
    }
  }

  /** Idle connections with a subscription each, open until they are closed. */
  Queue<Wire> connect(int count, IntFunction<String> filter)
      throws InterruptedException, ExecutionException {
    Queue<Wire> open = new ConcurrentLinkedQueue<>();
    shared(
        count,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            Wire wire = new Wire(broker, SMALL_BUFFER);
            open.add(wire);
            wire.connect("device-%07d".formatted(i), true);
            wire.subscribe(filter.apply(i), 1);
          }
        });
    return open;
  }

  /** Retained messages at QoS 1, each under a topic of its own. */
  void retain(int count, IntFunction<String> topic, byte[] payload)
      throws InterruptedException, ExecutionException {
    send(count, (wire, number, id) -> wire.retain(topic.apply(number), id, payload));
  }

  /** Messages at QoS 1, each under a topic of its own; over when all are acknowledged. */
  void publish(int count, IntFunction<String> topic, byte[] payload)
      throws InterruptedException, ExecutionException {
    send(count, (wire, number, id) -> wire.publish(topic.apply(number), 1, id, payload));
  }

  /** Writes a message of QoS 1. */
  private interface Message {
    void write(Wire wire, int number, int id) throws IOException;
  }

  private void send(int count, Message message) throws InterruptedException, ExecutionException {
    shared(
        count,
        (from, to) -> {
          try (Wire wire = new Wire(broker)) {
            wire.connect("keeper-" + from, true);
            for (int i = from; i < to; i += WINDOW) {
              int end = Math.min(to, i + WINDOW);
              for (int j = i; j < end; j++) {
                message.write(wire, j, j - i + 1);
              }
              wire.flush();
              for (int j = i; j < end; j++) {
                wire.read();
              }
            }
            wire.disconnect();
          }
        });
  }

  /** Connections with many subscriptions each, open until they are closed. */
  List<Wire> subscribe(int connections, int each, IntFunction<String> filter)
      throws InterruptedException, ExecutionException {
    List<Wire> open = new ArrayList<>();
    for (int c = 0; c < connections; c++) {
      try {
        Wire wire = new Wire(broker);
        open.add(wire);
        wire.connect("watcher-" + c, true);
        for (int i = c * each; i < (c + 1) * each; i += WINDOW) {
          List<String> filters = new ArrayList<>();
          for (int j = i; j < Math.min((c + 1) * each, i + WINDOW); j++) {
            filters.add(filter.apply(j));
          }
          wire.subscribe(filters, 1);
        }
      } catch (IOException e) {
        throw new ExecutionException(e);
      }
    }
    return open;
  }

  private void shared(int count, Share share) throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> parts = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int from = (int) ((long) count * t / THREADS);
        int to = (int) ((long) count * (t + 1) / THREADS);
        parts.add(
            threads.submit(
                () -> {
                  share.run(from, to);
                  return null;
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
