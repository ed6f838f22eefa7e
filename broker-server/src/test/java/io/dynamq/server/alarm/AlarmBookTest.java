package io.dynamq.server.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.server.alarm.AlarmWatch.Check;
import io.dynamq.server.alarm.AlarmWatch.Finding;
import io.dynamq.server.config.AlarmConfig;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Alarms begin, end, are told of and forgotten. */
class AlarmBookTest {
  private final List<String> published = new ArrayList<>();
  private long micros = 1_000_000;
  private final Time time =
      new Time() {
        @Override
        public long epochMicros() {
          return micros;
        }

        @Override
        public long nanos() {
          return micros * 1_000;
        }
      };

  private AlarmBook book(AlarmConfig config) {
    return new AlarmBook(
        config,
        (topic, json) -> published.add(topic + " " + new String(json, StandardCharsets.UTF_8)),
        time);
  }

  private AlarmBook book() {
    return book(new AlarmConfig(false, true, 2, 10_000, 90, 90));
  }

  @Test
  void beginningAndEndArePublishedOnceEach() throws IOException {
    AlarmBook book = book();
    assertThat(book.activate("a", Map.of("usage", 91), "91% in use")).isTrue();
    assertThat(book.activate("a", Map.of("usage", 92), "92% in use")).isFalse();
    micros += 2_000_000;
    assertThat(book.deactivate("a")).isTrue();
    assertThat(book.deactivate("a")).isFalse();
    assertThat(published).hasSize(2);
    assertThat(published.get(0))
        .startsWith("alarms/activate {\"name\":\"a\",\"message\":\"91% in use\"")
        .contains("\"activated\":true", "\"deactivate_at\":\"infinity\"");
    JsonNode over =
        new ObjectMapper().readTree(published.get(1).replace("alarms/deactivate ", ""));
    assertThat(over.get("activate_at").asLong()).isEqualTo(1_000_000);
    assertThat(over.get("deactivate_at").asLong()).isEqualTo(3_000_000);
    assertThat(over.get("duration").asLong()).isEqualTo(2_000);
    assertThat(over.get("activated").asBoolean()).isFalse();
  }

  @Test
  void theHistoryIsBoundedByCountAndAge() {
    AlarmBook book = book();
    for (String name : List.of("a", "b", "c")) {
      book.activate(name, Map.of(), name);
      book.deactivate(name);
      micros += 1_000_000;
    }
    assertThat(book.over()).extracting(Alarm::name).containsExactly("c", "b");
    micros += 8_500_000;
    assertThat(book.over()).extracting(Alarm::name).containsExactly("c");
    book.clear();
    assertThat(book.over()).isEmpty();
  }

  @Test
  void nothingIsPublishedWhereThatIsNotAnAction() {
    AlarmBook book = book(new AlarmConfig(true, false, 2, 10_000, 90, 90));
    book.activate("a", Map.of(), "a");
    assertThat(published).isEmpty();
    assertThat(book.active()).hasSize(1);
  }

  @Test
  void aConditionRaisesAndEndsItsAlarmAndAFaultHindersNoOther() {
    AlarmBook book = book();
    List<Finding> findings = new ArrayList<>();
    AlarmWatch watch =
        new AlarmWatch(
            book,
            List.of(
                new Check(
                    "broken",
                    () -> {
                      throw new IllegalStateException("as the test wants");
                    }),
                new Check("a", () -> findings.isEmpty() ? null : findings.get(0))));
    watch.look();
    assertThat(book.active()).isEmpty();
    findings.add(new Finding("bad", Map.of()));
    watch.look();
    watch.look();
    assertThat(book.active()).extracting(Alarm::message).containsExactly("bad");
    findings.clear();
    watch.look();
    assertThat(book.active()).isEmpty();
    assertThat(published).hasSize(2);
    watch.close();
  }
}
