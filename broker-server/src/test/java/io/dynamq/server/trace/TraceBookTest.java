package io.dynamq.server.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.control.TraceEvent;
import io.dynamq.control.TraceScope;
import io.dynamq.control.Tracing;
import io.dynamq.server.admin.FakeControl;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces, their files and their bounds. */
class TraceBookTest {
  @TempDir Path directory;
  private final FakeControl control = new FakeControl();
  private final Clock time = new Clock();
  private TraceBook book;

  private static final class Clock implements Time {
    private volatile long millis = 1_000_000;

    @Override
    public long epochMicros() {
      return millis * 1_000;
    }

    @Override
    public long nanos() {
      return 0;
    }
  }

  @BeforeEach
  void open() {
    book = book(1 << 20);
  }

  private TraceBook book(long maxBytes) {
    return new TraceBook(
        new TraceBook.Places(directory.resolve("trace"), directory.resolve("log"), maxBytes),
        control,
        time);
  }

  @AfterEach
  void close() {
    book.close();
  }

  private TraceOrder order(String name, TraceType type, String filter) {
    return new TraceOrder(
        name, type, filter, time.millis, time.millis + 60_000, TraceOrder.Form.PLAIN);
  }

  private void happens(TraceEvent.Step step, String client, String topic, String words) {
    control.traced.sink().accept(
        new TraceEvent(
            time.epochMicros(),
            step,
            new TraceEvent.Who(client, "127.0.0.1", 40_000, null),
            topic,
            words,
            "pay\u001b\"load".getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> lines(String name) throws TraceRefusal {
    return new String(book.read(name, 0, 1 << 20), StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void severalRunAtOnceAndEachGetsItsOwn() throws TraceRefusal {
    book.start(order("c", TraceType.CLIENTID, "c1"));
    book.start(order("t", TraceType.TOPIC, "a/#"));
    book.start(order("i", TraceType.IP_ADDRESS, "192.0.2.7"));
    assertThat(control.traced.scopes())
        .containsExactlyInAnyOrder(
            new TraceScope.Client("c1"),
            new TraceScope.Topic(io.dynamq.topic.TopicFilter.of("a/#")),
            new TraceScope.Address("192.0.2.7"));
    happens(TraceEvent.Step.RECEIVED, "c1", null, "PINGREQ");
    happens(TraceEvent.Step.DROPPED, "c2", "a/b", "expired");
    assertThat(lines("c").subList(1, 2))
        .containsExactly(
            "1970-01-01T00:16:40.000000Z [debug] c1@127.0.0.1:40000 received PINGREQ");
    assertThat(lines("t").subList(1, 2))
        .containsExactly(
            "1970-01-01T00:16:40.000000Z [warning] c2@127.0.0.1:40000 dropped expired");
    assertThat(lines("i")).hasSize(1);
  }

  @Test
  void itEndsWhenItsTimeIsOver() throws TraceRefusal {
    book.start(order("c", TraceType.CLIENTID, "c1"));
    assertThat(book.find("c").status()).isEqualTo("running");
    time.millis += 60_000;
    assertThat(book.find("c").status()).isEqualTo("stopped");
    assertThat(control.traced.scopes()).isEmpty();
    assertThat(lines("c").get(1)).endsWith("the trace ends: its time is over");
  }

  @Test
  void itBeginsWhenItShall() throws TraceRefusal {
    book.start(
        new TraceOrder(
            "later", TraceType.CLIENTID, "c1", time.millis + 1_000, time.millis + 2_000,
            TraceOrder.Form.PLAIN));
    assertThat(book.find("later").status()).isEqualTo("waiting");
    assertThat(control.traced).isEqualTo(Tracing.OFF);
    time.millis += 1_000;
    assertThat(book.find("later").status()).isEqualTo("running");
    assertThat(control.traced.scopes()).hasSize(1);
  }

  @Test
  void itsFileDoesNotGrowBeyondItsBound() throws TraceRefusal {
    book.close();
    book = book(400);
    book.start(order("c", TraceType.CLIENTID, "c1"));
    for (int i = 0; i < 10; i++) {
      happens(TraceEvent.Step.RECEIVED, "c1", null, "PINGREQ");
    }
    assertThat(book.find("c").status()).isEqualTo("stopped");
    assertThat(book.find("c").size()).isBetween(300L, 500L);
    List<String> all = lines("c");
    assertThat(all.get(all.size() - 1))
        .endsWith("the trace ends: the file is as large as it may be");
    assertThat(control.traced.scopes()).isEmpty();
  }

  @Test
  void whatComesTooFastIsCountedInTheFile() throws TraceRefusal {
    book.start(order("c", TraceType.CLIENTID, "c1"));
    synchronized (book) {
      // Nobody writes meanwhile.
      for (int i = 0; i < TraceBook.EVENTS_MAX + 7; i++) {
        happens(TraceEvent.Step.RECEIVED, "c1", null, "x");
      }
    }
    assertThat(lines("c")).hasSize(TraceBook.EVENTS_MAX + 2)
        .anyMatch(line -> line.contains(" [warning] 7 events are missing here"));
  }

  @Test
  void payloadsAreShownToWhoAsks() throws TraceRefusal {
    book.start(order("without", TraceType.CLIENTID, "c1"));
    book.start(
        new TraceOrder(
            "with", TraceType.CLIENTID, "c1", time.millis, time.millis + 1_000,
            new TraceOrder.Form(true, false)));
    happens(TraceEvent.Step.RECEIVED, "c1", "t", "PUBLISH");
    assertThat(lines("with").get(1)).endsWith("received PUBLISH payload=\"pay\\u001b\\\"load\"");
    assertThat(lines("without").get(1)).endsWith("received PUBLISH");
  }

  @Test
  void aRestartKeepsWhatThereIs() throws TraceRefusal {
    book.start(order("c", TraceType.CLIENTID, "c1"));
    book.close();
    book = book(1 << 20);
    TraceView old = book.named().get(0);
    assertThat(old.order()).isEqualTo(order("c", TraceType.CLIENTID, "c1"));
    assertThat(old.status()).isEqualTo("stopped");
    assertThat(lines("c").get(1)).endsWith("the trace ends: the broker stops");
    book.delete("c");
    assertThat(directory.resolve("trace")).isEmptyDirectory();
  }

  @Test
  void whatIsNoTraceOfOursIsLeftAlone() throws IOException, TraceRefusal {
    Path place = Files.createDirectories(directory.resolve("trace"));
    Files.createDirectory(place.resolve("trace_d.log"));
    Files.write(place.resolve("trace_b.log"), new byte[] {(byte) 0xff, 10});
    Files.writeString(place.resolve("trace_e.log"), "");
    Files.writeString(
        place.resolve("trace_f.log"),
        "# trace {\"name\":\"../other\",\"type\":\"topic\",\"filter\":\"a\"}\n");
    book.close();
    book = book(1 << 20);
    assertThat(book.named()).isEmpty();
    assertThatThrownBy(() -> book.start(order("b", TraceType.CLIENTID, "c1")))
        .hasMessageContaining("there is a file");
    book.clear();
    assertThat(place.toFile().list()).hasSize(4);
  }

  @Test
  void aNameLeadsNowhereElse() throws IOException {
    for (String name : List.of("../x", "a/b", "", "-x", "a.b", "x".repeat(129), "a\u0000b")) {
      assertThatThrownBy(() -> book.start(order(name, TraceType.CLIENTID, "c1")))
          .as(name)
          .isInstanceOf(TraceRefusal.class)
          .hasMessageStartingWith("Name should be");
    }
    for (String file : List.of("../x", "/etc/x", "log/../x", "a/b", "broker.log", ".x", "")) {
      assertThatThrownBy(() -> book.start(TraceType.CLIENTID, "c1", file, false))
          .as(file)
          .hasMessageStartingWith("expected a file in the directory of the log");
    }
    Files.createDirectories(directory.resolve("log"));
    Files.createSymbolicLink(directory.resolve("log/link"), directory.resolve("target"));
    assertThatThrownBy(() -> book.start(TraceType.CLIENTID, "c1", "link", false))
        .hasMessageContaining("there is a file");
    assertThat(directory.resolve("target")).doesNotExist();
  }

  @Test
  void anotherUserCannotReadIt() throws TraceRefusal, IOException {
    book.start(TraceType.TOPIC, "a/#", "log/t.log", true);
    Path file = book.nameless().get(0).file();
    assertThat(file).isEqualTo(directory.resolve("log/t.log"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    happens(TraceEvent.Step.RECEIVED, "c1", "a/b", "PUBLISH");
    happens(TraceEvent.Step.DROPPED, "c1", "a/b", "expired");
    book.stop(TraceType.TOPIC, "a/#");
    assertThat(file).content().contains(" dropped expired").doesNotContain("PUBLISH");
    assertThat(book.nameless()).isEmpty();
  }

  @Test
  void whatCannotBeIsRefused() throws TraceRefusal {
    assertThatThrownBy(() -> book.start(order("a", TraceType.TOPIC, "a/#/b")))
        .hasMessageStartingWith("no topic filter");
    assertThatThrownBy(() -> book.start(order("a", TraceType.IP_ADDRESS, "localhost")))
        .hasMessageStartingWith("no address");
    assertThatThrownBy(() -> book.start(order("a", TraceType.CLIENTID, "")))
        .isInstanceOf(TraceRefusal.class);
    assertThatThrownBy(() -> book.stop("nobody")).hasMessage("nobody Not Found");
    for (int i = 0; i < TraceBook.TRACES_MAX; i++) {
      book.start(order("t" + i, TraceType.CLIENTID, "c1"));
    }
    assertThatThrownBy(() -> book.start(order("more", TraceType.CLIENTID, "c1")))
        .hasMessageStartingWith("there are 30 traces");
    assertThatThrownBy(() -> book.start(order("t1", TraceType.CLIENTID, "c1")))
        .hasMessage("t1 Already Exists");
    book.clear();
    assertThat(book.named()).isEmpty();
  }
}
