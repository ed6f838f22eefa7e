package io.dynamq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.routing.RetainedIndex.Page;
import io.dynamq.testkit.TopicGenerator;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetainedIndexTest {
  private final RetainedIndex index = new RetainedIndex();
  private int pages;

  private static Message message(String topic, long number, long expiresAtMillis) {
    return new Message(
        MessageId.of(number, 1, 1, 1),
        TopicName.of(topic),
        Qos.AT_LEAST_ONCE,
        true,
        new byte[] {1, 2, 3},
        MessageProperties.NONE,
        "sender",
        number,
        expiresAtMillis);
  }

  private static Message message(String topic, long number) {
    return message(topic, number, Message.NEVER);
  }

  private List<String> matched(String filter, int max) {
    List<String> found = new ArrayList<>();
    String after = null;
    pages = 0;
    do {
      Page page = index.match(TopicFilter.of(filter), after, max);
      assertThat(page.messages()).hasSizeLessThanOrEqualTo(max);
      page.messages().forEach(m -> found.add(m.topic().value()));
      after = page.next();
      pages++;
    } while (after != null);
    return found;
  }

  @Test
  void keepsTheNewestOfATopic() {
    Message second = message("t", 2);
    Message third = message("t", 3);
    assertThat(index.put(second)).isNull();
    Message late = message("t", 1);
    assertThat(index.put(late)).isSameAs(late);
    assertThat(index.get(TopicName.of("t"))).isSameAs(second);
    assertThat(index.put(third)).isSameAs(second);
    assertThat(index.count()).isEqualTo(1);
    assertThat(index.bytes()).isEqualTo(4);
    assertThat(index.remove(TopicName.of("t"))).isSameAs(third);
    assertThat(index.remove(TopicName.of("t"))).isNull();
    assertThat(index.count()).isZero();
    assertThat(index.bytes()).isZero();
  }

  @Test
  void findsTopicsByEveryKindOfFilter() {
    for (String topic : List.of("a", "a/b", "a/b/c", "a/x/c", "a!", "a/", "/", "$SYS/a", "b")) {
      index.put(message(topic, 1));
    }
    assertThat(matched("a/b", 10)).containsExactly("a/b");
    assertThat(matched("a/+/c", 10)).containsExactly("a/b/c", "a/x/c");
    assertThat(matched("a/#", 10)).containsExactly("a", "a/", "a/b", "a/b/c", "a/x/c");
    assertThat(matched("+", 10)).containsExactly("a", "a!", "b");
    assertThat(matched("$SYS/#", 10)).containsExactly("$SYS/a");
    assertThat(matched("#", 10)).hasSize(8).doesNotContain("$SYS/a");
    assertThat(matched("+/a", 10)).isEmpty();
    assertThat(matched("/+", 10)).containsExactly("/");
    assertThat(matched("zz/#", 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithTheRuleAppliedOneByOne(long seed) {
    Random random = new Random(seed);
    TopicGenerator topics = new TopicGenerator(seed);
    TreeMap<String, Message> present = new TreeMap<>();
    for (int step = 0; step < 3_000; step++) {
      TopicName name = topics.name();
      if (random.nextInt(4) == 0) {
        assertThat(index.remove(name)).isSameAs(present.remove(name.value()));
      } else {
        Message message = message(name.value(), step);
        assertThat(index.put(message)).isSameAs(present.put(name.value(), message));
      }
      if (step % 3 == 0) {
        TopicFilter filter = topics.filter();
        List<String> expected =
            present.keySet().stream().filter(t -> filter.matches(TopicName.of(t))).toList();
        assertThat(matched(filter.text(), 1 + random.nextInt(20)))
            .as("seed %d, filter '%s'", seed, filter)
            .containsExactlyInAnyOrderElementsOf(expected);
      }
    }
    assertThat(index.count()).isEqualTo(present.size());
    assertThat(index.bytes()).isEqualTo(present.values().stream().mapToInt(Message::size).sum());
  }

  @ParameterizedTest
  @CsvSource({"site/7/dev/3/temp, 1, 1", "site/7/dev/+/temp, 100, 3", "site/+/dev/3/temp, 100, 3"})
  void skipsBranchesThatCannotMatch(String filter, int found, int mostPages) {
    fillSites();
    assertThat(matched(filter, 100)).hasSize(found);
    assertThat(pages).as("pages, each of at most 400 looks").isLessThanOrEqualTo(mostPages);
  }

  private void fillSites() {
    for (int site = 0; site < 100; site++) {
      for (int device = 0; device < 100; device++) {
        index.put(message("site/" + site + "/dev/" + device + "/temp", 1));
        index.put(message("site/" + site + "/dev/" + device + "/volt", 1));
      }
    }
  }

  @Test
  void aFruitlessLookupYieldsNowAndThen() {
    fillSites();
    Page page = index.match(TopicFilter.of("+/+/+/+/none"), null, 1);
    assertThat(page.messages()).isEmpty();
    assertThat(page.next()).isNotNull();
    assertThat(matched("+/+/+/+/none", 10)).isEmpty();
  }

  @Test
  void aLookupIsNeverCutShort() {
    fillSites();
    assertThat(matched("#", 7)).hasSize(20_000);
  }

  @Test
  void aLookupSurvivesTheRemovalOfItsPlace() {
    fillSites();
    Page first = index.match(TopicFilter.of("site/1/#"), null, 10);
    index.remove(TopicName.of(first.next()));
    Page rest = index.match(TopicFilter.of("site/1/#"), first.next(), 1_000);
    assertThat(first.messages()).hasSize(10);
    assertThat(rest.messages()).hasSize(190);
  }

  @Test
  void theSweepTakesWhatIsDueInOrder() {
    index.put(message("late", 1, 3_000));
    index.put(message("never", 1));
    index.put(message("first", 1, 1_000));
    index.put(message("second", 1, 2_000));
    assertThat(index.removeExpired(999, 10)).isEmpty();
    assertThat(index.removeExpired(2_000, 1)).extracting(m -> m.topic().value())
        .containsExactly("first");
    assertThat(index.removeExpired(2_000, 10)).extracting(m -> m.topic().value())
        .containsExactly("second");
    assertThat(index.count()).isEqualTo(2);
  }

  @Test
  void theSweepSparesWhatWasReplaced() {
    index.put(message("t", 1, 1_000));
    index.put(message("t", 2, 5_000));
    index.put(message("u", 1, 1_000));
    index.put(message("u", 2));
    Message same = message("v", 1, 6_000);
    index.put(same);
    index.put(same);
    assertThat(index.removeExpired(4_000, 10)).isEmpty();
    assertThat(index.removeExpired(9_000, 10)).extracting(m -> m.topic().value())
        .containsExactly("t", "v");
    assertThat(index.count()).isEqualTo(1);
  }

  @Test
  void anyDepthThatTheProtocolAllows() {
    String deep = "/".repeat(32_767);
    index.put(message(deep, 1));
    index.put(message(deep + "x", 1));
    assertThat(matched("+" + "/+".repeat(32_767), 10)).hasSize(2);
    assertThat(matched("/#", 10)).hasSize(2);
    assertThat(matched("+" + "/+".repeat(32_766), 10)).isEmpty();
  }
}
