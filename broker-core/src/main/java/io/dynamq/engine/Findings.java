package io.dynamq.engine;

import io.dynamq.control.Explanation;
import io.dynamq.control.Explanation.Receiver;
import io.dynamq.control.Explanation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a dry run finds, step by step. Used by one thread at a time. */
final class Findings {
  private final List<Step> steps = new ArrayList<>();

  Findings(Asker asker) {
    add(
        "client",
        asker.info().id().value() + ", " + asker.state()
            + (asker.info().username() == null ? "" : ", user " + asker.info().username())
            + (asker.info().standing().superuser() ? ", superuser" : ""));
  }

  void add(String name, String finding) {
    steps.add(new Step(name, finding));
  }

  CompletableFuture<Explanation> refused(String name, String why) {
    add(name, "refused: " + why);
    return CompletableFuture.completedFuture(
        new Explanation(false, steps, List.of(), 0, 0, 0));
  }

  /** A subscription would be taken. */
  CompletableFuture<Explanation> accepted() {
    return CompletableFuture.completedFuture(new Explanation(true, steps, List.of(), 0, 0, 0));
  }

  /**
   * A message would be taken.
   *
   * @param retained rows of retained messages that it makes
   */
  Explanation accepted(List<Receiver> receivers, int matched, int retained, long bytes) {
    // Of a shared group one member stores it.
    long queues =
        receivers.stream()
            .filter(one -> one.qos() > 0 && one.persistent())
            .map(one -> one.group() == null ? "c " + one.clientId() : "g " + one.group())
            .distinct()
            .count();
    return new Explanation(true, steps, receivers, matched, (int) queues + retained, bytes);
  }
}
