package io.dynamq.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Judged by the names themselves: all of up to four levels over a small alphabet, and the empty one,
 * which is no name but the level above {@code /#}.
 */
class FilterRelationTest {
  private static final List<String> NAMES = paths(List.of("a", "b", "", "$s"), 4);
  private static final List<String> FILTERS =
      paths(List.of("a", "b", "", "$s", "+", "#"), 3).stream()
          .filter(path -> !path.isEmpty())
          .filter(path -> path.indexOf('#') < 0 || path.indexOf('#') == path.length() - 1)
          .toList();

  private static List<String> paths(List<String> levels, int most) {
    List<String> all = new ArrayList<>();
    List<String> before = List.of("");
    for (int length = 0; length < most; length++) {
      boolean first = length == 0;
      before =
          before.stream()
              .flatMap(path -> levels.stream().map(level -> first ? level : path + "/" + level))
              .toList();
      all.addAll(before);
    }
    return all;
  }

  private static List<String> matched(String filter) {
    return NAMES.stream().filter(name -> TopicFilter.matches(filter, name)).toList();
  }

  @Test
  void coversWhereEveryNameOfTheOneIsANameOfTheOther() {
    List<List<String>> sets = FILTERS.stream().map(FilterRelationTest::matched).toList();
    for (int o = 0; o < FILTERS.size(); o++) {
      for (int i = 0; i < FILTERS.size(); i++) {
        assertThat(FilterRelation.covers(FILTERS.get(o), FILTERS.get(i)))
            .as("%s covers %s", FILTERS.get(o), FILTERS.get(i))
            .isEqualTo(new HashSet<>(sets.get(o)).containsAll(sets.get(i)));
      }
    }
  }

  @Test
  void overlapsWhereThereIsANameOfBoth() {
    List<List<String>> sets = FILTERS.stream().map(FilterRelationTest::matched).toList();
    for (int a = 0; a < FILTERS.size(); a++) {
      Set<String> one = new HashSet<>(sets.get(a));
      for (int b = 0; b < FILTERS.size(); b++) {
        assertThat(FilterRelation.overlap(FILTERS.get(a), FILTERS.get(b)))
            .as("%s overlaps %s", FILTERS.get(a), FILTERS.get(b))
            .isEqualTo(sets.get(b).stream().anyMatch(one::contains));
      }
    }
  }

  @Test
  void manyLevelsNeedNoStack() {
    String deep = "a" + "/a".repeat(30_000);
    assertThat(FilterRelation.covers(deep + "/#", deep)).isTrue();
    assertThat(FilterRelation.overlap(deep + "/b", deep + "/+")).isTrue();
    assertThat(Stream.of(deep).filter(one -> FilterRelation.covers(one, one + "/a"))).isEmpty();
  }
}
