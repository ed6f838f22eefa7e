package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dynamq.conformance.PublishPacket;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A write-ahead log that cannot be used, or not all of it: the broker says in one line what is wrong
 * with which file and what helps, and ends with 1; it never starts on a guess.
 */
class LogDamageIT {
  private static final int MESSAGES = 20;

  @TempDir Path work;

  @Test
  void aDamagedOrForeignLogRefusesTheStartAndAMendedOneLosesNothing() throws IOException {
    try (BrokerProcess broker = broker("always").start()) {
      leaveMessages(broker);
      Path log = log(broker);
      long middle = Files.size(log) / 2;
      flip(log, middle);
      assertRefused(broker, log + " is damaged", "bring that file back from a copy");
      flip(log, middle);

      Path owner = broker.dataDirectory().resolve("wal/node");
      String self = Files.readString(owner);
      Files.writeString(owner, "stranger@elsewhere\n");
      assertRefused(broker, "belongs to node stranger@elsewhere", "set another wal.dir");
      Files.writeString(owner, self);

      // What a power cut leaves of a write that nobody was promised.
      Files.write(log, new byte[] {1, 2, 3, 4, 5}, StandardOpenOption.APPEND);
      broker.start();
      assertThat(waiting(broker)).hasSize(MESSAGES).startsWith("m0").endsWith("m19");
    }
  }

  @Test
  void withoutFsyncADamagedLogIsCutAndTheLossIsTold() throws IOException {
    try (BrokerProcess broker = broker("never").start()) {
      leaveMessages(broker);
      await().until(() -> Files.size(broker.dataDirectory().resolve("wal/written")) > 0);
      flip(log(broker), Files.size(log(broker)) / 2);
      broker.start();
      assertThat(broker.output()).contains("may be missing, unless DynamoDB has it");
      assertThat(waiting(broker).size()).isLessThan(MESSAGES);
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() {
    try (BrokerProcess broker = broker("always").with("DYNAMQ_WAL__DIR", "/proc/dynamq-wal")) {
      assertRefused(broker, "/proc/dynamq-wal cannot be opened", "make that directory writable");
    }
  }

  @Test
  void aFullDiskRefusesPublishersLosesNothingAndHeals() throws Exception {
    Path disk = Files.createDirectory(work.resolve("disk"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", disk.toString()),
        "mounting a small disk needs root");
    try (BrokerProcess broker = broker("always").with("DYNAMQ_WAL__DIR", disk.toString())) {
      broker.start();
      subscribe(broker);
      fill(disk.resolve("ballast"));
      List<String> taken = new ArrayList<>();
      try (RawClient publisher = publisher(broker)) {
        int refused = 0;
        for (int i = 0; refused == 0; i++) {
          refused = publish(publisher, i, "m" + i + " " + "x".repeat(3_000));
          if (refused == 0) {
            taken.add("m" + i);
          }
        }
        assertThat(refused).isEqualTo(0x97);
        await()
            .until(() -> broker.ctl("alarms", "list").out().contains("Alarm(wal_unwritable, "));
        Files.delete(disk.resolve("ballast"));
        await().until(() -> publish(publisher, 1, "healed x") == 0);
        taken.add("healed");
      }
      broker.kill();
      broker.start();
      assertThat(waiting(broker)).containsAll(taken);
      broker.kill();
      // The same at a start.
      String log = disk + " cannot be opened";
      fill(disk.resolve("ballast"));
      assertRefused(broker, log, "its disk not full");
      Files.delete(disk.resolve("ballast"));
      run("mount", "-o", "remount,ro", disk.toString());
      assertRefused(broker, log, "make that directory writable");
      run("mount", "-o", "remount,rw", disk.toString());
      broker.start();
    } finally {
      run("umount", disk.toString());
    }
  }

  private BrokerProcess broker(String fsync) {
    return new BrokerProcess(work.resolve(fsync))
        .with("DYNAMQ_WAL__FSYNC", fsync)
        .with("DYNAMQ_PERSISTENCE__HOLD", "60s");
  }

  /** Messages for a session that is away, in the log and nowhere else; then the broker is killed. */
  private static void leaveMessages(BrokerProcess broker) {
    subscribe(broker);
    try (RawClient publisher = publisher(broker)) {
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(publish(publisher, i + 1, "m" + i)).isZero();
      }
      // The log notes its end a few times a second.
      await().until(() -> publish(publisher, 100, "m19") == 0 && noted(broker));
    }
    broker.kill();
  }

  private static boolean noted(BrokerProcess broker) throws IOException {
    Path mark = broker.dataDirectory().resolve("wal/written");
    return Files.getLastModifiedTime(mark).toMillis() + 50 > System.currentTimeMillis();
  }

  private static void subscribe(BrokerProcess broker) {
    try (RawClient client = Packets.connected(broker, "away", false)) {
      client.send(Packets.subscribe("t", 1)).expect("90 03 00 01 01");
      client.send("E0 00").expectClose();
    }
  }

  private static RawClient publisher(BrokerProcess broker) {
    RawClient client = Packets.client(broker).send(Packets.connect5("publisher"));
    client.readPacket();
    return client;
  }

  /** The reason code of the PUBACK. */
  private static int publish(RawClient publisher, int id, String payload) {
    byte[] packet = PublishPacket.to("t").payload(payload).qos(1, id + 1).bytes(5);
    byte[] ack = publisher.send(packet).readPacket();
    return ack.length > 4 ? ack[4] & 0xFF : 0;
  }

  /** First words of what the session that was away gets, each once. */
  private static List<String> waiting(BrokerProcess broker) {
    try (RawClient publisher = publisher(broker)) {
      assertThat(publish(publisher, 1, "end")).isZero();
    }
    List<String> texts = new ArrayList<>();
    try (RawClient client = Packets.connected(broker, "away", false)) {
      while (!texts.contains("end")) {
        byte[] publish = client.readPacket();
        String text = Packets.text(publish).split(" ")[0];
        if (!texts.contains(text)) {
          texts.add(text);
        }
        int id = Packets.id(publish);
        client.send(new byte[] {0x40, 2, (byte) (id >> 8), (byte) id});
      }
    }
    texts.remove("end");
    return texts;
  }

  private static void assertRefused(BrokerProcess broker, String what, String cure) {
    Command.Result result = broker.broker("foreground");
    assertThat(result.exit()).as("%s%n%s", result.out(), result.err()).isEqualTo(1);
    assertThat((result.out() + result.err()).lines().filter(line -> line.contains(what)))
        .as("%s%n%s", result.out(), result.err())
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).contains(cure));
    assertThat(result.out() + result.err()).doesNotContain("\tat ");
  }

  private static Path log(BrokerProcess broker) throws IOException {
    try (Stream<Path> files = Files.list(broker.dataDirectory().resolve("wal/db"))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().findFirst()
          .orElseThrow();
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(at);
      int before = bytes.read();
      bytes.seek(at);
      bytes.write(before ^ 1);
    }
  }

  private static void fill(Path ballast) throws IOException {
    byte[] some = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      assertThat(Files.size(ballast)).isPositive();
    }
  }

  private static boolean run(String... command) {
    return Command.run(command).exit() == 0;
  }
}
