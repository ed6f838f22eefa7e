package io.dynamq.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.topic.TopicFilter.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

  @ParameterizedTest
  @CsvSource({
    "a/b, PLAIN, '', a/b",
    "#, PLAIN, '', #",
    "$SYS/#, PLAIN, '', $SYS/#",
    "$share, PLAIN, '', $share",
    "$queue, PLAIN, '', $queue",
    "$exclusive, PLAIN, '', $exclusive",
    "$share/g/a/+, SHARED, g, a/+",
    "$share/g//a, SHARED, g, /a",
    "$share/$queue/a, SHARED, $queue, a",
    "$share/g/$SYS/#, SHARED, g, $SYS/#",
    "$queue/a/#, SHARED, $queue, a/#",
    "$exclusive/a/b, EXCLUSIVE, '', a/b"
  })
  void partsOfAFilter(String text, Kind kind, String group, String path) {
    assertThat(TopicFilter.of(text)).isEqualTo(new TopicFilter(text, kind, group, path));
    assertThat(TopicFilter.of(text).isShared()).isEqualTo(kind == Kind.SHARED);
    assertThat(TopicFilter.of(text)).hasToString(text);
  }

  /** [MQTT-4.7.1-1], [MQTT-4.7.1-2], [MQTT-4.7.3-1], [MQTT-4.8.2-1], [MQTT-4.8.2-2]. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a#", "#/a", "a/#/b", "##", "a+", "+a", "$+/x", "a/+b/c", "++", "a\u0000", "\uD800",
        "$share/", "$share/g", "$share/g/", "$share//a", "$share/g+/a", "$share/#/a",
        "$share/g/a#", "$queue/", "$queue/a+", "$exclusive/", "$exclusive/#a",
        "$share/g/$share/h/a", "$queue/$share/g/a", "$share/g/$queue/a", "$exclusive/$queue/a",
        "$share/g/$exclusive/a"
      })
  void refusesWhatIsNoFilter(String text) {
    assertThatThrownBy(() -> TopicFilter.of(text)).isInstanceOf(InvalidTopicException.class);
  }

  @ParameterizedTest
  @CsvSource({
    // The examples of the specification, section 4.7.1.
    "sport/tennis/player1/#, sport/tennis/player1, true",
    "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
    "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon, true",
    "sport/#, sport, true",
    "sport/tennis/+, sport/tennis/player1, true",
    "sport/tennis/+, sport/tennis/player1/ranking, false",
    "sport/+, sport, false",
    "sport/+, sport/, true",
    "+/+, /finance, true",
    "/+, /finance, true",
    "+, /finance, false",
    // Section 4.7.2.
    "#, $SYS/monitor/Clients, false",
    "+/monitor/Clients, $SYS/monitor/Clients, false",
    "$SYS/#, $SYS/monitor/Clients, true",
    "$SYS/monitor/+, $SYS/monitor/Clients, true",
    "+/#, $SYS, false",
    // Levels are exact.
    "t, t, true",
    "t, T, false",
    "t, t/, false",
    "t/, t, false",
    "t/#, t, true",
    "t/#, t/, true",
    "t/#, ta, false",
    "t/#, tt/a, false",
    "t/+/#, t, false",
    "t/+/#, t/a, true",
    "+/#, t, true",
    "#, /, true",
    "/#, /, true",
    "/#, a, false",
    "a//b, a//b, true",
    "a/+/b, a//b, true",
    "a/+/b, a/x/y/b, false",
    "a/b, a/bc, false",
    "a/bc, a/b, false",
    "+/b/#, x/b, true",
    "$share/g/t/#, t/x, true",
    "$queue/t, t, true",
    "$exclusive/t, t, true"
  })
  void matchesLevelByLevel(String filter, String name, boolean expected) {
    assertThat(TopicFilter.of(filter).matches(TopicName.of(name))).isEqualTo(expected);
  }

  @Test
  void knowsItsWildcardsAndLevels() {
    assertThat(TopicFilter.of("a/b").hasWildcards()).isFalse();
    assertThat(TopicFilter.of("$share/g/a/+/b").hasWildcards()).isTrue();
    assertThat(TopicFilter.of("a/#").hasWildcards()).isTrue();
    assertThat(TopicFilter.of("$share/g/a/+/b").levels()).isEqualTo(3);
    assertThat(TopicFilter.of("/").levels()).isEqualTo(2);
  }

  @Test
  void sortsByText() {
    assertThat(TopicFilter.of("a")).isLessThan(TopicFilter.of("a/b"));
  }
}
