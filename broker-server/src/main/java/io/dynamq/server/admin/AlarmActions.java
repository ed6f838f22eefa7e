package io.dynamq.server.admin;

import io.dynamq.server.alarm.Alarm;
import io.dynamq.server.alarm.AlarmBook;
import java.time.Instant;
import java.util.List;

/** Commands about alarms. */
final class AlarmActions {
  private final AlarmBook book;

  AlarmActions(AlarmBook book) {
    this.book = book;
  }

  Answer list() {
    return answer(book.active());
  }

  Answer history() {
    return answer(book.over());
  }

  private Answer answer(List<Alarm> alarms) {
    return new Answer(
        alarms.stream().map(alarm -> alarm.json(book.nowMicros())).toList(),
        alarms.stream().map(AlarmActions::line).toList());
  }

  private static String line(Alarm alarm) {
    return "Alarm(%s, message=%s, activated=%s, activate_at=%s%s)"
        .formatted(
            alarm.name(),
            Printable.of(alarm.message()),
            alarm.isActive(),
            time(alarm.activateAt()),
            alarm.isActive() ? "" : ", deactivate_at=" + time(alarm.deactivateAt()));
  }

  private static Instant time(long micros) {
    return Instant.ofEpochMilli(micros / 1_000);
  }

  Answer deactivate(String name) throws Refusal {
    if (!book.deactivate(name)) {
      throw Refusal.notFound();
    }
    return Answer.ok();
  }

  Answer clear() {
    book.clear();
    return Answer.ok();
  }
}
