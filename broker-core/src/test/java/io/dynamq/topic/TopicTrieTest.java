package io.dynamq.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.TopicGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTrieTest {
  private final TopicTrie<String> trie = new TopicTrie<>();

  private void add(String... filters) {
    for (String filter : filters) {
      trie.put(TopicFilter.of(filter), filter);
    }
  }

  private List<String> matched(String name) {
    List<String> found = new ArrayList<>();
    trie.match(TopicName.of(name), found::add);
    found.sort(null);
    return found;
  }

  private Map<String, String> listed() {
    Map<String, String> all = new HashMap<>();
    trie.forEach(all::put);
    return all;
  }

  @Test
  void matchesNothingWhileEmpty() {
    assertThat(matched("a/b")).isEmpty();
    assertThat(trie.get(TopicFilter.of("a"))).isNull();
    assertThat(trie.remove(TopicFilter.of("a"))).isNull();
    assertThat(trie.size()).isZero();
  }

  @Test
  void findsEveryKindOfMatch() {
    add("a/b/c", "a/+/c", "a/#", "#", "+/+/+", "a/b", "a/b/c/d", "+", "a/b/c/#");
    assertThat(matched("a/b/c"))
        .containsExactly("#", "+/+/+", "a/#", "a/+/c", "a/b/c", "a/b/c/#");
    assertThat(matched("a")).containsExactly("#", "+", "a/#");
  }

  @Test
  void leadingWildcardsDoNotMatchSystemTopics() {
    add("#", "+/x", "+/#", "$SYS/#", "$SYS/+");
    assertThat(matched("$SYS/x")).containsExactly("$SYS/#", "$SYS/+");
    assertThat(matched("a/x")).containsExactly("#", "+/#", "+/x");
  }

  @Test
  void emptyLevelsAreLevels() {
    add("/", "+/+", "/+", "a/", "a", "//", "a//b", "a//c");
    assertThat(matched("/")).containsExactly("+/+", "/", "/+");
    assertThat(matched("a/")).containsExactly("+/+", "a/");
    assertThat(matched("a//b")).containsExactly("a//b");
    assertThat(matched("//")).containsExactly("//");
  }

  @Test
  void prefixesShareTheirPath() {
    trie.put(TopicFilter.of("$share/g/a/b"), "shared");
    assertThat(trie.put(TopicFilter.of("a/b"), "plain")).isEqualTo("shared");
    assertThat(matched("a/b")).containsExactly("plain");
    assertThat(trie.size()).isEqualTo(1);
  }

  @Test
  void computeCreatesChangesAndRemoves() {
    TopicFilter filter = TopicFilter.of("a/+/c");
    assertThat(trie.compute(filter, old -> old == null ? "1" : "?")).isEqualTo("1");
    assertThat(trie.compute(filter, old -> old + "2")).isEqualTo("12");
    assertThat(trie.compute(filter, old -> null)).isNull();
    assertThat(trie.compute(filter, old -> old)).isNull();
    assertThat(trie.size()).isZero();
    assertThat(listed()).isEmpty();
  }

  @Test
  void removingMergesWhatWasSplit() {
    add("a/b/c/d", "a/b/x", "a/b");
    assertThat(trie.remove(TopicFilter.of("a/b"))).isEqualTo("a/b");
    assertThat(trie.remove(TopicFilter.of("a/b/x"))).isEqualTo("a/b/x");
    assertThat(matched("a/b/c/d")).containsExactly("a/b/c/d");
    assertThat(matched("a/b")).isEmpty();
    assertThat(listed()).containsOnlyKeys("a/b/c/d");
  }

  @Test
  void aWideNodeGrowsAndShrinks() {
    for (int i = 0; i < 20_000; i++) {
      add("w/" + i);
    }
    for (int i = 0; i < 20_000; i += 2) {
      trie.remove(TopicFilter.of("w/" + i));
    }
    for (int i = 0; i < 100; i++) {
      assertThat(matched("w/" + i)).hasSize(i % 2);
    }
    for (int i = 1; i < 20_000; i += 2) {
      assertThat(trie.remove(TopicFilter.of("w/" + i))).isEqualTo("w/" + i);
    }
    assertThat(listed()).isEmpty();
  }

  @Test
  void aWideNodeKeepsItsChildrenWhileOthersComeAndGo() {
    int width = 3_071; // One below the bound at which an array of 4,096 is rebuilt.
    for (int i = 0; i < width; i++) {
      add("w/" + i);
    }
    for (int i = width; i < 100_000; i++) {
      add("w/" + i);
      assertThat(trie.remove(TopicFilter.of("w/" + (i - width)))).isNotNull();
      assertThat(matched("w/" + (i - width / 2))).hasSize(1);
    }
    assertThat(trie.size()).isEqualTo(width);
    assertThat(listed()).hasSize(width);
  }

  @Test
  void anyDepthThatTheProtocolAllows() {
    String deep = "/".repeat(32_767);
    add(deep, "+" + "/+".repeat(32_767), "/#", deep.substring(1) + "x");
    assertThat(matched(deep)).hasSize(3);
    for (int length = 1; length < deep.length(); length += 100) {
      add(deep.substring(0, length));
    }
    assertThat(matched(deep)).hasSize(3);
    listed().keySet().forEach(filter -> trie.remove(TopicFilter.of(filter)));
    assertThat(trie.size()).isZero();
  }

  @Test
  void hostileWildcardsAreVisitedOnce() {
    // 2^16 filters over the levels {a, +}: a walk that forgets where it was would take 2^32 steps.
    for (int bits = 0; bits < 1 << 16; bits++) {
      StringBuilder filter = new StringBuilder();
      for (int level = 0; level < 16; level++) {
        filter.append(level == 0 ? "" : "/").append((bits >> level & 1) == 0 ? "a" : "+");
      }
      add(filter.toString());
    }
    assertThat(matched("a" + "/a".repeat(15))).hasSize(1 << 16);
    assertThat(matched("a" + "/a".repeat(14) + "/b")).hasSize(1 << 15);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void agreesWithTheRuleAppliedOneByOne(long seed) {
    Random random = new Random(seed);
    TopicGenerator topics = new TopicGenerator(seed);
    Map<String, TopicFilter> present = new HashMap<>();
    for (int step = 0; step < 4_000; step++) {
      TopicFilter filter = topics.filter();
      if (random.nextInt(3) == 0 && !present.isEmpty()) {
        List<TopicFilter> all = new ArrayList<>(present.values());
        TopicFilter gone = all.get(random.nextInt(all.size()));
        assertThat(trie.remove(gone)).isEqualTo(present.remove(gone.text()).text());
      } else {
        TopicFilter before = present.put(filter.text(), filter);
        assertThat(trie.put(filter, filter.text())).isEqualTo(before == null ? null : before.text());
      }
      TopicName name = topics.name();
      List<String> expected =
          present.values().stream().filter(f -> f.matches(name)).map(TopicFilter::text).sorted().toList();
      assertThat(matched(name.value())).as("seed %d, name '%s'", seed, name).isEqualTo(expected);
    }
    assertThat(trie.size()).isEqualTo(present.size());
    assertThat(new TreeSet<>(listed().keySet())).isEqualTo(new TreeSet<>(present.keySet()));
    present.values().forEach(filter -> assertThat(trie.get(filter)).isEqualTo(filter.text()));
    present.values().forEach(trie::remove);
    assertThat(listed()).isEmpty();
  }
}
