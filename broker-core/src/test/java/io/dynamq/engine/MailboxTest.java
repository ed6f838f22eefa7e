package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.observe.Metric;
import io.dynamq.session.SessionLimits;
import io.dynamq.testkit.FakeTime;
import io.dynamq.store.memory.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real threads: mail stays in order and alone, also while the mailbox moves between loops. */
class MailboxTest {
  private static final int POSTERS = 4;
  private static final int MAILS = 20_000;

  private final List<ExecutorService> loops =
      List.of(
          Executors.newSingleThreadExecutor(),
          Executors.newSingleThreadExecutor(),
          Executors.newSingleThreadExecutor());

  @AfterEach
  void stop() {
    loops.forEach(ExecutorService::shutdownNow);
  }

  @Test
  void keepsOrderPerPosterAndRunsOneMailAtATimeWhileMoving() throws InterruptedException {
    Home home = new Home(null, new ClientId("c"), loops.get(0));
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    int[] next = new int[POSTERS];
    List<String> disorder = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(POSTERS * MAILS);
    Random random = new Random(42);
    List<Thread> posters = new ArrayList<>();
    for (int p = 0; p < POSTERS; p++) {
      int poster = p;
      posters.add(
          new Thread(
              () -> {
                for (int i = 0; i < MAILS; i++) {
                  int number = i;
                  home.post(
                      Mail.of(
                          h -> {
                            if (inside.incrementAndGet() != 1) {
                              overlaps.incrementAndGet();
                            }
                            if (next[poster]++ != number) {
                              disorder.add(poster + ":" + number);
                            }
                            if (random.nextInt(50) == 0) {
                              h.moveTo(loops.get(random.nextInt(loops.size())));
                            }
                            inside.decrementAndGet();
                            done.countDown();
                          }));
                }
              }));
    }
    posters.forEach(Thread::start);

    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(overlaps).hasValue(0);
    assertThat(disorder).isEmpty();
  }

  @Test
  void goesOnAfterAMailThatThrows() {
    TestBroker broker =
        new TestBroker(
            new MemoryStorage("n"),
            new FakeTime(),
            SessionLimits.DEFAULT);
    Link link = broker.link().connect5("c", true, 0);
    AtomicInteger ran = new AtomicInteger();
    Home home = broker.broker.home("c");
    home.post(
        Mail.of(
            h -> {
              throw new IllegalStateException("planted");
            }));
    home.post(Mail.of(h -> ran.incrementAndGet()));
    broker.settle();

    assertThat(ran).hasValue(1);
    assertThat(link.closed).isTrue();
    assertThat(broker.count(Metric.BUGS)).isEqualTo(1);
  }

  @Test
  void letsOthersOfItsLoopHaveTheirTurnAmidALongBatch() throws Exception {
    Home home = new Home(null, new ClientId("c"), loops.get(0));
    CountDownLatch begin = new CountDownLatch(1);
    List<Integer> ran = new ArrayList<>();
    loops.get(0).submit(() -> begin.await(60, TimeUnit.SECONDS));
    int mails = Mailbox.TURN_MAILS * 2 + 10;
    for (int i = 0; i < mails; i++) {
      int number = i;
      home.post(Mail.of(h -> ran.add(number)));
    }
    Future<Integer> other = loops.get(0).submit(ran::size);
    begin.countDown();

    assertThat(other.get(60, TimeUnit.SECONDS)).isEqualTo(Mailbox.TURN_MAILS);
    CountDownLatch last = new CountDownLatch(1);
    home.post(Mail.of(h -> last.countDown()));
    assertThat(last.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(ran).containsExactlyElementsOf(IntStream.range(0, mails).boxed().toList());
  }
}
