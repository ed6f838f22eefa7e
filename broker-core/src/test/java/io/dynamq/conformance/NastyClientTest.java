package io.dynamq.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dynamq.codec.PacketDecoder;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Ping;
import io.dynamq.packet.Rejected;
import io.dynamq.testkit.RawClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The nastiest client: seeded sessions of all versions, valid, spoilt and cut anywhere, against a
 * whole broker. A valid session is served; a malformed one ends within {@link #BOUND}; strict
 * subscribers beside it get nothing malformed; a probe is answered; nothing is left in the end.
 *
 * <p>Longer: {@code -Ddynamq.fuzz.sessions=100000}, also with more {@code dynamq.fuzz.clients} at a
 * time; one seed: {@code -Ddynamq.seed=n} with one session and one client.
 */
class NastyClientTest {
  private static final int SESSIONS = Integer.getInteger("dynamq.fuzz.sessions", 1_000);
  private static final int FIRST_SEED = Integer.getInteger("dynamq.seed", 1);
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int CLIENTS = Integer.getInteger("dynamq.fuzz.clients", 2);
  private static final int PROBE_EVERY = 20;
  private static final int LEFT_OPEN = 12;
  private static final int LONGEST_SESSION_SECONDS = 600;
  private static final int MAX_PACKET_SIZE = 4_096;
  private static final byte[] PINGREQ = RawClient.bytes("c0 00");
  private static final Path CORPUS = Path.of("src", "test", "resources", "packets");

  private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();
  private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
  private List<byte[]> corpus;
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final ConcurrentLinkedQueue<RawClient> left = new ConcurrentLinkedQueue<>();
  private LoopbackBroker broker;
  private List<LastingClient> watchers;
  private MqttClient probe;

  @BeforeEach
  void start() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    leaks.start();
    leakLogger().addAppender(leaks);
    corpus = corpus();
    broker = LoopbackBroker.with().zone(NastyClientTest::narrow).start();
    watchers =
        List.of(
            new LastingClient(broker::address, 4, "watcher-4"),
            new LastingClient(broker::address, 5, "watcher-5"));
    watchers.forEach(one -> assertThat(one.connect()).isTrue());
    watchers.get(0).subscribe("#", 2);
    watchers.get(1).subscribe("+/#", 1);
    probe = broker.connected(5, ConnectPacket.v5("probe")).subscribe("probe", 1);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    broker.close();
    leakLogger().detachAppender(leaks);
    ResourceLeakDetector.setLevel(usual);
  }

  private static Logger leakLogger() {
    return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  }

  private static Zone narrow(Zone zone) {
    Zone.Limits limits = zone.limits();
    Zone.Lifetime lifetime = zone.lifetime();
    return zone
        .withLifetime(
            new Zone.Lifetime(
                LONGEST_SESSION_SECONDS,
                LONGEST_SESSION_SECONDS,
                lifetime.serverKeepAliveSeconds(),
                lifetime.keepAliveBackoff()))
        .withLimits(
        new Zone.Limits(
            MAX_PACKET_SIZE,
            limits.maxClientIdLength(),
            limits.maxTopicLevels(),
            limits.maxSubscriptions(),
            limits.idleTimeoutMillis()));
  }

  /** The bytes of every case, right or wrong. */
  private static List<byte[]> corpus() {
    List<byte[]> packets = new ArrayList<>();
    try (Stream<Path> files = Files.list(CORPUS)) {
      for (Path file : files.sorted().toList()) {
        List<String> lines =
            Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        for (int i = 1; i < lines.size(); i += 3) {
          packets.add(RawClient.bytes(lines.get(i)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packets;
  }

  @Test
  void findsNoFault() {
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int number = 0; number < CLIENTS; number++) {
      int first = FIRST_SEED + number;
      clients.add(CompletableFuture.runAsync(() -> attack(first), threads));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new));
    for (int round = 0; !all.isDone(); round++) {
      watch(5);
      if (round % PROBE_EVERY == 0) {
        probe(round);
      }
    }
    all.join();
    nothingIsLeft();
  }

  /** Plays its share of the sessions, one after the other. */
  private void attack(int first) {
    for (int seed = first; seed < FIRST_SEED + SESSIONS; seed += CLIENTS) {
      Session session = new Session(seed);
      try {
        session.play();
        assertThat(broker.count(Metric.BUGS)).as("faults of ours").isZero();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(session + ": " + e.getMessage(), e);
      }
    }
  }

  /** A few connections stay open, unread, some half closed; the oldest ends. */
  private void leaveOpen(RawClient raw, Random random) {
    left.add(raw);
    if (random.nextInt(3) == 0) {
      try {
        raw.finish();
      } catch (UncheckedIOException e) {
        // The broker was faster.
        left.remove(raw);
        raw.close();
      }
    }
    RawClient oldest = left.size() > LEFT_OPEN ? left.poll() : null;
    if (oldest != null && random.nextBoolean()) {
      oldest.reset();
    } else if (oldest != null) {
      oldest.close();
    }
  }

  private void watch(int millis) {
    for (LastingClient watcher : watchers) {
      watcher.work(millis);
      assertThat(watcher.isUp()).as("%s is served", watcher.id).isTrue();
      watcher.inbox.clear();
    }
  }

  private void probe(int seed) {
    probe.publish(PublishPacket.to("probe").payload("p" + seed));
    probe.expectMessage("p" + seed);
  }

  private void nothingIsLeft() {
    probe.disconnect();
    left.forEach(RawClient::close);
    watchers.forEach(LastingClient::close);
    await()
        .atMost(BOUND)
        .untilAsserted(
            () -> {
              // Longer than any session lasts, once its end is noticed.
              broker.pass(2_000L * LONGEST_SESSION_SECONDS);
              assertThat(broker.connections()).isZero();
              assertThat(broker.control().stats())
                  .containsEntry("connections.count", 0L)
                  .containsEntry("sessions.count", 0L)
                  .containsEntry("subscriptions.count", 0L);
              // A buffer that was not released is found when its garbage is.
              System.gc();
              PooledByteBufAllocator.DEFAULT.buffer().release();
            });
    assertThat(leaks.list).extracting(ILoggingEvent::getFormattedMessage).isEmpty();
  }

  /** One connection of the nasty client. */
  private final class Session {
    private final int seed;
    private final Random random;
    private final boolean deaf;
    private final boolean valid;
    private final byte[] bytes;
    private final int version;
    private Rejected rejected;
    private boolean goodbye;
    private boolean whole;

    Session(int seed) {
      this.seed = seed;
      random = new Random(seed);
      deaf = random.nextInt(10) == 0;
      // One that is left open may be late: it must not take over from one that is served.
      valid = !deaf && random.nextInt(4) == 0;
      // Few names: connections take each other's sessions over.
      String name =
          valid ? "good" + seed % CLIENTS + random.nextInt(3) : "bad" + random.nextInt(5);
      List<byte[]> packets =
          new ArrayList<>(NastyScript.make(random, 3 + random.nextInt(3), name));
      if (!valid) {
        NastyMutation.apply(packets, corpus, random);
      }
      Bytes all = new Bytes();
      packets.forEach(all::raw);
      bytes = all.toArray();
      version = foresee();
    }

    /** Reads the bytes as the broker will. */
    private int foresee() {
      PacketDecoder decoder = new PacketDecoder(MAX_PACKET_SIZE);
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      for (Inbound next = decoder.decode(in); next != null && !goodbye; next = decoder.decode(in)) {
        goodbye = next instanceof Disconnect;
        if (next instanceof Rejected reason) {
          rejected = reason;
          break;
        }
      }
      int spoken = decoder.version();
      // Only behind a whole packet is a PINGREQ one.
      boolean open = rejected == null && !goodbye && !in.isReadable();
      whole = open && decoder.decode(Unpooled.wrappedBuffer(PINGREQ)) == Ping.REQUEST;
      return spoken;
    }

    void play() {
      if (deaf) {
        RawClient open = broker.raw();
        send(open);
        leaveOpen(open, random);
        return;
      }
      try (RawClient raw = broker.raw()) {
        boolean readable = version >= 3 && version <= 5;
        Arrivals arrivals = new Arrivals(raw, readable ? version : 4);
        send(raw);
        if (valid) {
          assertThat(rejected).as("valid, but refused").isNull();
          assertThat(served(raw, arrivals)).as("valid, but not served").isTrue();
        } else if (rejected != null || goodbye) {
          await()
              .atMost(BOUND)
              .pollInterval(Duration.ofMillis(1))
              .until(() -> ended(arrivals, readable));
        } else if (whole) {
          // Well-formed nonsense: it is served or ended, but never left hanging.
          served(raw, arrivals);
        }
      }
    }

    /** Cut anywhere: all at once, byte by byte, or in a few pieces. */
    private void send(RawClient raw) {
      int most = random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(Math.max(1, bytes.length));
      try {
        for (int from = 0; from < bytes.length; ) {
          int count = Math.min(most == 1 ? 1 : 1 + random.nextInt(most), bytes.length - from);
          raw.send(java.util.Arrays.copyOfRange(bytes, from, from + count));
          from += count;
        }
      } catch (UncheckedIOException e) {
        // Closed while we were still talking.
        return;
      }
    }

    private boolean ended(Arrivals arrivals, boolean readable) {
      try {
        arrivals.next(0);
      } catch (AssertionError e) {
        if (readable) {
          throw e;
        }
      }
      return arrivals.isOver();
    }

    private boolean served(RawClient raw, Arrivals arrivals) {
      try {
        raw.send(PINGREQ);
      } catch (UncheckedIOException e) {
        return false;
      }
      int pongs = pings() + 1;
      long deadline = System.nanoTime() + BOUND.toNanos();
      while (pongs > 0 && !arrivals.isOver()) {
        assertThat(System.nanoTime()).as("neither served nor ended").isLessThan(deadline);
        Received next = arrivals.next(50);
        pongs -= next != null && next.type() == Received.PINGRESP ? 1 : 0;
      }
      return pongs == 0;
    }

    private int pings() {
      PacketDecoder decoder = new PacketDecoder(MAX_PACKET_SIZE);
      ByteBuf in = Unpooled.wrappedBuffer(bytes);
      int pings = 0;
      for (Inbound next = decoder.decode(in); next != null; next = decoder.decode(in)) {
        pings += next == Ping.REQUEST ? 1 : 0;
      }
      return pings;
    }

    @Override
    public String toString() {
      return "seed " + seed + (valid ? " (valid) " : " ") + RawClient.text(bytes);
    }
  }
}
