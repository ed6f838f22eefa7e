package io.dynamq.dynamo.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.wal.TextGroups.Line;
import io.dynamq.dynamo.work.Hands;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalTest {
  private static final String NODE = "a@127.0.0.1";

  @TempDir Path work;

  private final Meters meters = new Meters();
  private final AtomicLong oldestUnflushed = new AtomicLong();
  private final TextGroups groups = new TextGroups();
  private final List<Wal> open = new ArrayList<>();
  private int copies;

  @AfterEach
  void closeAll() {
    open.forEach(Wal::close);
  }

  @Test
  void whatWasSafeIsFoundAfterAKillInItsOrder() throws Exception {
    Wal wal = started(Fsync.NEVER);
    List<String> wanted = IntStream.range(0, 500).mapToObj(i -> "line " + i).toList();
    wanted.forEach(line -> wal.note(new Line(line)));
    wal.append(new Line("last")).join();

    List<String> found = recovered(killed());

    assertThat(found).hasSize(501).startsWith("line 0", "line 1").endsWith("line 499", "last");
    assertThat(found.subList(0, 500)).isEqualTo(wanted);
    assertThat(meters.value(Metric.WAL_APPENDED)).isEqualTo(501);
  }

  @Test
  void recordsThatArriveTogetherShareAWriteAndAFuture() {
    Wal wal = started(Fsync.NEVER);
    wal.append(new Line("wakes the thread")).join();
    List<CompletableFuture<Void>> futures =
        IntStream.range(0, 2_000).mapToObj(i -> wal.append(new Line("x"))).toList();
    futures.forEach(CompletableFuture::join);

    assertThat(futures.stream().distinct().count()).isLessThan(1_000);
  }

  @Test
  void whoeverWaitsIsToldHoweverThreadsMeet() throws Exception {
    Wal wal = started(Fsync.NEVER);
    List<Thread> threads = new ArrayList<>();
    AtomicLong told = new AtomicLong();
    for (int t = 0; t < 4; t++) {
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < 2_000; i++) {
                  wal.append(new Line("x")).orTimeout(10, TimeUnit.SECONDS).join();
                  told.incrementAndGet();
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(told.get()).isEqualTo(8_000);
  }

  @Test
  void afterAFaultOfItsOwnItRefusesAndThenGoesOn() throws Exception {
    Wal wal = started(Fsync.NEVER);
    groups.broken = true;
    CompletableFuture<Void> refused = wal.append(new Line("lost"));

    assertThatThrownBy(() -> refused.orTimeout(10, TimeUnit.SECONDS).join())
        .hasCauseInstanceOf(StorageException.class);
    assertThat(wal.hasRoom()).isFalse();
    assertThat(wal.trouble()).contains("as the test wants");
    assertThat(meters.value(Metric.BUGS)).isPositive();

    groups.broken = false;
    await().until(() -> wal.trouble().isEmpty());
    wal.append(new Line("kept")).orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(recovered(killed())).containsExactly("kept");
  }

  @Test
  void outlivesAFaultOfTheStateThatItAsksFor() {
    Wal wal = Wal.open(WalSettings.defaults(directory()), NODE, groups, Time.system(), meters);
    open.add(wal);
    AtomicBoolean broken = new AtomicBoolean(true);
    wal.start(
        () -> {
          if (broken.get()) {
            throw new IllegalStateException("as the test wants");
          }
          return 0;
        });
    await().until(() -> meters.value(Metric.BUGS) > 0);
    broken.set(false);
    await().until(() -> wal.trouble().isEmpty());
    wal.append(new Line("x")).orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void aRecordThatWasCutShortIsLeftOutAndWhatIsBeforeItStays() throws Exception {
    Wal wal = started(Fsync.NEVER);
    wal.append(new Line("one")).join();
    wal.append(new Line("two")).join();
    Path left = killed();
    Path log = logFile(left);
    truncate(log, Files.size(log) - 2);

    assertThat(recovered(left)).containsExactly("one");
  }

  @Test
  void powerLossKeepsEverythingThatWasSafeWithFsyncAlways() throws Exception {
    Wal wal = started(Fsync.ALWAYS);
    for (int i = 0; i < 20; i++) {
      wal.append(new Line("line " + i)).join();
    }
    long onDisk = Files.size(logFile(directory()));
    Path left = killed();
    truncate(logFile(left), onDisk);

    assertThat(recovered(left)).hasSize(20);
    assertThat(meters.value(Metric.WAL_FSYNCS)).isEqualTo(20);
  }

  @Test
  void powerLossLosesNoMoreThanWhatCameAfterTheLastFsync() throws Exception {
    Wal wal = started(Fsync.INTERVAL);
    wal.append(new Line("old")).join();
    await().until(() -> meters.value(Metric.WAL_FSYNCS) > 0);
    long onDisk = Files.size(logFile(directory()));
    wal.append(new Line("young")).join();
    Path left = killed();
    truncate(logFile(left), onDisk);
    mark(left, SyncMark.read(left.resolve("synced")) - (synced(left) ? 1 : 0));

    assertThat(recovered(left)).containsExactly("old");
  }

  @Test
  void whoHasToKnowThatALogIsForcedNeedNotWaitForTheInterval() {
    Wal wal = started(new WalSettings(directory(), Fsync.INTERVAL, Duration.ofDays(1), 1 << 20));
    wal.note(new Line("x"));
    CompletableFuture<Void> sometime = wal.forced(false);
    wal.append(new Line("y")).join();
    assertThat(sometime).isNotDone();
    assertThat(meters.value(Metric.WAL_FSYNCS)).isZero();

    assertThat(wal.forced(true)).succeedsWithin(10, TimeUnit.SECONDS);

    assertThat(sometime).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(meters.value(Metric.WAL_FSYNCS)).isEqualTo(1);
    assertThat(wal.forced(false)).as("nothing new").succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(meters.value(Metric.WAL_FSYNCS)).isEqualTo(1);
  }

  @Test
  void aLogThatForcesEachGroupIsNotForcedOnceMore() {
    Wal wal = started(Fsync.ALWAYS);
    wal.note(new Line("x"));
    assertThat(wal.forced(false)).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(meters.value(Metric.WAL_FSYNCS)).isEqualTo(1);
    assertThat(wal.forced(true)).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(meters.value(Metric.WAL_FSYNCS)).isEqualTo(1);
  }

  @Test
  void whereNothingIsForcedNobodyWaits() {
    Wal wal = started(Fsync.NEVER);
    wal.note(new Line("x"));
    assertThat(wal.forced(false)).isDone();
  }

  @Test
  void aDiskThatIsIllHoldsNobodyUp() {
    Wal wal = started(new WalSettings(directory(), Fsync.INTERVAL, Duration.ofDays(1), 1 << 20));
    groups.broken = true;
    wal.note(new Line("lost"));
    assertThat(wal.forced(false)).succeedsWithin(10, TimeUnit.SECONDS);
  }

  /** Whether the second record was forced too before the copy was made. */
  private static boolean synced(Path left) throws IOException {
    return SyncMark.read(left.resolve("synced")) > 1;
  }

  @Test
  void aByteThatFlippedInTheTailBehindTheLastFsyncIsCut() throws Exception {
    Wal wal = started(Fsync.NEVER);
    wal.append(new Line("whole")).join();
    wal.append(new Line("torn by a power cut")).join();
    Path left = killed();
    mark(left, 1);
    flip(logFile(left), Files.size(logFile(left)) - 4);

    assertThat(recovered(left)).containsExactly("whole");
  }

  @Test
  void aByteThatFlippedInWhatWasOnTheDiskRefusesToStartAndNamesTheFile() throws Exception {
    Wal wal = started(Fsync.ALWAYS);
    for (int i = 0; i < 100; i++) {
      wal.append(new Line("line " + i)).join();
    }
    Path left = killed();
    Path log = logFile(left);
    byte[] before = Files.readAllBytes(log);
    flip(log, Files.size(log) / 2);

    assertThatThrownBy(() -> recovered(left))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(log.toString())
        .hasMessageContaining("is damaged")
        .hasMessageContaining("move the directory " + left + " away")
        .hasMessageNotContaining("\n");
    Files.write(log, before);
    assertThat(recovered(left)).as("nothing was changed by the refusal").hasSize(100);
  }

  @Test
  void anOwnersNameThatAPowerCutHasTornRefusesNobody() throws Exception {
    started(Fsync.ALWAYS).append(new Line("kept")).join();
    Path directory = killed();
    Files.writeString(directory.resolve("node"), NODE.substring(0, 5));

    assertThat(recovered(directory)).containsExactly("kept");
    assertThat(directory.resolve("node")).hasContent(NODE);
  }

  @Test
  void anotherNodesLogIsRefused() throws Exception {
    started(Fsync.NEVER).append(new Line("a's")).join();
    Path left = killed();

    assertThatThrownBy(() -> opened(left, "b@127.0.0.1"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("belongs to node " + NODE + ", this is b@127.0.0.1");
  }

  @Test
  void whatTheStoreHasIsTruncated() throws Exception {
    Wal wal = started(Fsync.NEVER);
    wal.append(new Line("flushed")).join();
    long needed = wal.generation();
    await().until(() -> wal.generation() > needed);
    oldestUnflushed.set(wal.generation());
    wal.append(new Line("unflushed")).join();
    long size = "unflushed\n".length();
    await().until(() -> meters.gauges().get("wal.size") == size);

    assertThat(recovered(killed())).containsExactly("unflushed");
  }

  @Test
  void whatTheStoreHadDoesNotComeBackWhenAPowerCutTakesTheTruncation() throws Exception {
    Wal wal = started(Fsync.NEVER);
    wal.append(new Line("flushed")).join();
    long length = Files.size(logFile(directory()));
    oldestUnflushed.set(Long.MAX_VALUE);
    await().until(() -> SyncMark.read(directory().resolve("released")) > 0);
    Path left = killed();
    truncate(logFile(left), length);

    assertThat(recovered(left)).isEmpty();
    close();
    oldestUnflushed.set(0);
    Wal next = started(left, Fsync.NEVER);
    next.append(new Line("new")).join();
    close();
    assertThat(recovered(left)).as("numbers go on behind what was released").containsExactly("new");
  }

  @Test
  void anEmptiedLogGoesOnWhereItWas() throws Exception {
    Wal wal = started(Fsync.ALWAYS);
    wal.append(new Line("flushed")).join();
    oldestUnflushed.set(Long.MAX_VALUE);
    await().until(() -> meters.gauges().get("wal.size") == 0);
    Path left = killed();
    Wal next = opened(left, NODE);
    List<String> found = new ArrayList<>();
    next.read(group -> found.addAll(TextGroups.lines(group)));
    assertThat(found).isEmpty();
    next.start(() -> 0);
    next.append(new Line("new")).join();
    open.remove(next);
    next.close();

    assertThat(recovered(left)).containsExactly("new");
  }

  @Test
  void atItsBoundItHasNoRoomUntilSomethingIsFlushed() {
    Wal wal =
        started(new WalSettings(directory(), Fsync.NEVER, Duration.ofMillis(100), 1_000));
    wal.append(new Line("x".repeat(2_000))).join();
    assertThat(wal.hasRoom()).isFalse();
    assertThat(wal.pressure()).isEqualTo(1);

    oldestUnflushed.set(Long.MAX_VALUE);

    await().until(wal::hasRoom);
    assertThat(wal.trouble()).isEmpty();
  }

  @Test
  void aFullDiskRefusesAndHealsWithoutLosingWhatWasTaken() throws Exception {
    // Less than RocksDB reserves for its next log, so that nothing is reserved and all room is taken.
    try (SmallDisk disk = SmallDisk.mounted(work.resolve("disk"), 30)) {
      Wal wal =
          started(WalSettings.defaults(disk.path().resolve("wal")));
      wal.append(new Line("before")).join();
      disk.fill();
      CompletableFuture<Void> refused = wal.append(new Line("x".repeat(4 << 20)));
      assertThatThrownBy(refused::join)
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("No space left")
          .hasMessageContaining("make room");
      assertThat(wal.hasRoom()).isFalse();
      assertThat(wal.pressure()).isEqualTo(1);

      disk.empty();

      await().atMost(Duration.ofSeconds(20)).until(wal::hasRoom);
      wal.append(new Line("after")).join();
      open.remove(wal);
      wal.close();
      List<String> found = recovered(disk.path().resolve("wal"));
      assertThat(found).hasSize(3).startsWith("before").endsWith("after");
      closeAll();
      open.clear();
    }
  }

  @Test
  void aFullDisksLogIsEmptiedAsSoonAsTheStoreHasAllOfIt() throws Exception {
    try (SmallDisk disk = SmallDisk.mounted(work.resolve("disk"), 30)) {
      Wal wal = started(WalSettings.defaults(disk.path().resolve("wal")));
      wal.append(new Line("before")).join();
      disk.fill();
      assertThatThrownBy(wal.append(new Line("x".repeat(4 << 20)))::join)
          .hasMessageContaining("No space left");

      oldestUnflushed.set(Long.MAX_VALUE);

      await().until(() -> meters.gauges().get("wal.size") == 0);
      open.remove(wal);
      wal.close();
      disk.empty();
      assertThat(recovered(disk.path().resolve("wal"))).isEmpty();
      closeAll();
      open.clear();
    }
  }

  @Test
  void whatWasTakenBeforeTheDiskWasFullSurvivesAPowerCut() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    WalSettings settings =
        new WalSettings(directory(), Fsync.INTERVAL, Duration.ofHours(1), 1L << 30);
    Wal wal = disk.open(settings, groups, Time.system(), meters, Hands.threads());
    wal.start(() -> 0);
    wal.append(new Line("before")).join();
    disk.full(true);
    assertThatThrownBy(wal.append(new Line("refused"))::join).hasMessageContaining("no space");

    disk.powerFails(new Random(1));

    List<String> found = new ArrayList<>();
    disk.open(settings, groups, Time.system(), new Meters(), Hands.threads())
        .read(group -> found.addAll(TextGroups.lines(group)));
    assertThat(found).containsExactly("before");
    wal.close();
  }

  // ---- the parts

  private Path directory() {
    return work.resolve("wal");
  }

  private void close() {
    open.forEach(Wal::close);
    open.clear();
  }

  private Wal started(Fsync fsync) {
    return started(directory(), fsync);
  }

  private Wal started(Path directory, Fsync fsync) {
    return started(new WalSettings(directory, fsync, Duration.ofMillis(20), 1L << 30));
  }

  private Wal started(WalSettings settings) {
    Wal wal = Wal.open(settings, NODE, groups, Time.system(), meters);
    open.add(wal);
    wal.start(oldestUnflushed::get);
    return wal;
  }

  private Wal opened(Path directory, String node) {
    Wal wal =
        Wal.open(
            WalSettings.defaults(directory), node, new TextGroups(), Time.system(), new Meters());
    open.add(wal);
    return wal;
  }

  private List<String> recovered(Path directory) {
    List<String> found = new ArrayList<>();
    opened(directory, NODE).read(group -> found.addAll(TextGroups.lines(group)));
    return found;
  }

  /** The files as a killed process leaves them: what the operating system was given. */
  private Path killed() throws IOException {
    Path copy = work.resolve("killed-" + ++copies);
    try (Stream<Path> files = Files.walk(directory())) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(directory().relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return copy;
  }

  private static Path logFile(Path wal) throws IOException {
    try (Stream<Path> files = Files.list(wal.resolve("db"))) {
      return files.filter(file -> file.toString().endsWith(".log")).sorted().findFirst()
          .orElseThrow();
    }
  }

  private static void truncate(Path file, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  private static void mark(Path wal, long number) throws IOException {
    try (SyncMark mark = new SyncMark(wal.resolve("synced"))) {
      mark.write(number);
    }
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, at);
    }
  }
}
