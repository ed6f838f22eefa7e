package io.dynamq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.testkit.TopicGenerator;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.TopicTrie;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writers beside writers and readers beside writers, on the shared structures. */
class ConcurrentRoutingTest {
  private static final int WRITERS = 3;
  private static final int STEPS = 15_000;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private void runAll(List<Callable<Void>> jobs) throws Exception {
    List<Future<Void>> running = new ArrayList<>();
    jobs.forEach(job -> running.add(threads.submit(job)));
    for (Future<Void> each : running) {
      each.get();
    }
  }

  /** Each writer owns one letter of every value, so a lost update shows as a wrong set. */
  @Test
  void noUpdateOfThePathIsLost() throws Exception {
    TopicTrie<Set<Integer>> trie = new TopicTrie<>();
    List<Set<TopicFilter>> expected = new ArrayList<>();
    List<Callable<Void>> jobs = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      Set<TopicFilter> mine = new HashSet<>();
      expected.add(mine);
      jobs.add(
          () -> {
            TopicGenerator topics = new TopicGenerator(writer);
            for (int step = 0; step < STEPS; step++) {
              TopicFilter filter = topics.filter();
              boolean adds = mine.add(filter) || !mine.remove(filter);
              trie.compute(filter, old -> changed(old, writer, adds));
            }
            return null;
          });
    }
    runAll(jobs);
    for (int writer = 0; writer < WRITERS; writer++) {
      int which = writer;
      Set<String> found = new HashSet<>();
      trie.forEach((path, owners) -> {
        if (owners.contains(which)) {
          found.add(path);
        }
      });
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              expected.get(writer).stream().map(TopicFilter::path).toList());
    }
  }

  private static Set<Integer> changed(Set<Integer> old, int writer, boolean adds) {
    Set<Integer> copy = old == null ? new HashSet<>() : new HashSet<>(old);
    if (adds) {
      copy.add(writer);
    } else {
      copy.remove(writer);
    }
    return copy.isEmpty() ? null : copy;
  }

  /** What stays throughout must be seen by every match, however its surroundings split and merge. */
  @Test
  void matchesSeeWhatStaysWhileItsNeighboursComeAndGo() throws Exception {
    SubscriptionTable table = new SubscriptionTable(SharedStrategy.RANDOM);
    FakeSubscriber steady = new FakeSubscriber("steady");
    List<TopicFilter> kept =
        List.of(TopicFilter.of("a/b/c"), TopicFilter.of("a/+/aa"), TopicFilter.of("b/#"));
    kept.forEach(filter -> table.add(steady, Subscription.of(filter, Qos.AT_LEAST_ONCE)));
    List<TopicName> names = List.of(TopicName.of("a/b/c"), TopicName.of("a/c/aa"), TopicName.of("b"));
    AtomicBoolean writing = new AtomicBoolean(true);
    Future<Integer> reader =
        threads.submit(
            () -> {
              int missed = 0;
              while (writing.get()) {
                for (TopicName name : names) {
                  RecordingSink sink = new RecordingSink();
                  table.match(name, "s", sink);
                  missed += sink.receivers().contains("steady") ? 0 : 1;
                }
              }
              return missed;
            });
    List<Callable<Void>> jobs = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      jobs.add(() -> churn(table, writer));
    }
    runAll(jobs);
    writing.set(false);
    assertThat(reader.get()).as("matches that missed the steady subscriber").isZero();
    assertThat(table.subscriptionCount()).isEqualTo(kept.size());
    assertThat(table.filterCount()).isEqualTo(kept.size());
    assertThat(table.routes()).containsExactlyInAnyOrderElementsOf(kept);
  }

  private static Void churn(SubscriptionTable table, int writer) {
    FakeSubscriber mover = new FakeSubscriber("mover" + writer);
    TopicGenerator topics = new TopicGenerator(writer);
    Random random = new Random(writer);
    List<TopicFilter> mine = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      if (mine.size() > 20) {
        table.remove(mover, mine.remove(random.nextInt(mine.size())));
      }
      TopicFilter filter = topics.filter();
      if (random.nextInt(4) == 0) {
        filter = TopicFilter.of("$share/g/" + filter.text());
      }
      mine.add(filter);
      table.add(mover, Subscription.of(filter, Qos.AT_MOST_ONCE));
    }
    table.removeAll(mover, mine);
    return null;
  }

  @Test
  void theNewestRetainedMessageStays() throws Exception {
    RetainedIndex index = new RetainedIndex();
    List<Callable<Void>> jobs = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      jobs.add(
          () -> {
            for (int step = 0; step < STEPS; step++) {
              int number = (step * 7_919 + writer) % STEPS;
              index.put(numbered("t/" + step % 10, number));
            }
            return null;
          });
    }
    runAll(jobs);
    assertThat(index.count()).isEqualTo(10);
    assertThat(index.bytes()).isEqualTo(10 * 3);
    index.removeExpired(Long.MAX_VALUE - 1, Integer.MAX_VALUE);
    assertThat(index.count()).isZero();
    assertThat(index.bytes()).isZero();
  }

  private static Message numbered(String topic, int number) {
    return new Message(
        MessageId.of(number, 1, 1, 1),
        TopicName.of(topic),
        Qos.AT_LEAST_ONCE,
        true,
        new byte[0],
        MessageProperties.NONE,
        "s",
        number,
        1_000L + number);
  }
}
