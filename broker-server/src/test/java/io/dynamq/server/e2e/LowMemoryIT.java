package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.client;
import static io.dynamq.server.e2e.Packets.connect;
import static io.dynamq.server.e2e.Packets.connect5;
import static io.dynamq.server.e2e.Packets.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with 96 MB, clients that read nothing, and publishers that send all they can. */
class LowMemoryIT {
  private static final String SUBSCRIBE = "82 0b 00 01 00 00 05 66 6c 6f 6f 64 00";
  private static final int READERS = 3;
  private static final int PUBLISHERS = 3;

  @TempDir Path directory;
  private final int adminPort = BrokerProcess.freePort();
  private final List<RawClient> readers = new ArrayList<>();
  private final List<RawClient> publishers = new ArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();

  private BrokerProcess start(int high, int critical) {
    BrokerProcess broker =
        new BrokerProcess(directory.resolve("data"))
            .with("DYNAMQ_PERSISTENCE", "memory")
            .with("DYNAMQ_JVM_OPTS", "-Xmx96m -XX:TieredStopAtLevel=1")
            .with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + adminPort)
            .with("DYNAMQ_MEMORY__HIGH_WATERMARK", String.valueOf(high))
            .with("DYNAMQ_MEMORY__CRITICAL_WATERMARK", String.valueOf(critical))
            .with("DYNAMQ_ZONE__EXTERNAL__MAX_MQUEUE_MEMORY_BYTES", "1GB")
            .with("DYNAMQ_ZONE__EXTERNAL__MAX_MQUEUE_MEMORY_LEN", "1000000")
            .with("DYNAMQ_LISTENER__TCP__EXTERNAL__SEND_TIMEOUT", "5m")
            .start();
    for (int i = 0; i < READERS; i++) {
      RawClient reader = client(broker);
      reader.send(connect5("slow" + i));
      assertThat(reader.readPacket()[0]).isEqualTo((byte) 0x20);
      readers.add(reader.send(SUBSCRIBE).expect("90 04 00 01 00 00"));
    }
    return broker;
  }

  private void flood(BrokerProcess broker) {
    byte[] message = publish("flood", 0, 0, new byte[20_000]);
    for (int i = 0; i < PUBLISHERS; i++) {
      RawClient publisher = client(broker);
      publisher.send(connect("flood" + i, true)).expect("20 02 00 00");
      publishers.add(publisher);
      new Thread(() -> flood(publisher, message)).start();
    }
  }

  private void flood(RawClient publisher, byte[] message) {
    try {
      while (!over.get()) {
        publisher.send(message);
      }
    } catch (UncheckedIOException e) {
      // Closed by the test, or because the broker was told to end.
      publisher.close();
    }
  }

  @AfterEach
  void end() {
    over.set(true);
    readers.forEach(RawClient::close);
    publishers.forEach(RawClient::close);
  }

  /** Asked each time that something is waited for: it must answer whatever happens. */
  private boolean isHealthy() {
    try {
      HttpURLConnection asked =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + adminPort + "/livez").toURL().openConnection();
      asked.setConnectTimeout(5_000);
      asked.setReadTimeout(5_000);
      return asked.getResponseCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private void awaitLine(BrokerProcess broker, String words) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              assertThat(isHealthy()).as("health answers").isTrue();
              return broker.output().contains(words);
            });
  }

  @Test
  void aboveTheHighMarkNobodyIsLetInUntilThereIsRoom() {
    try (BrokerProcess broker = start(60, 101)) {
      flood(broker);
      awaitLine(broker, "no connections are accepted and publishers are slowed");
      try (RawClient late = client(broker)) {
        late.send(connect("late", true)).expectNothing(500);
        assertThat(isHealthy()).isTrue();
        over.set(true);
        readers.forEach(RawClient::close);
        awaitLine(broker, "all goes on");
        late.expect("20 02 00 00");
      }
      assertThat(broker.output()).doesNotContain("OutOfMemory");
    }
  }

  @Test
  void aboveTheCriticalMarkTheSlowestAreClosedAndTheBrokerLives() {
    try (BrokerProcess broker = start(60, 61)) {
      flood(broker);
      awaitLine(broker, "clients that are too slow are closed");
      over.set(true);
      assertThat(lastWords(readers)).anyMatch(words -> words.matches("e0 .. 97.*"));
      awaitLine(broker, "all goes on");
      try (RawClient after = client(broker)) {
        after.send(connect("after", true)).expect("20 02 00 00");
        after.send("c0 00").expect("d0 00");
      }
      assertThat(broker.output()).doesNotContain("OutOfMemory");
    }
  }

  /** The last packet of each that the broker has closed. */
  private static List<String> lastWords(List<RawClient> readers) {
    List<String> words = new ArrayList<>();
    for (RawClient reader : readers) {
      String last = "";
      try {
        while (reader.hasMore()) {
          byte[] packet = reader.readPacket();
          last = packet.length < 100 ? RawClient.text(packet) : "";
        }
      } catch (AssertionError stillOpen) {
        last = "open";
      }
      words.add(last);
    }
    return words;
  }
}
