package io.dynamq.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Remembers what one match found. */
final class RecordingSink implements Sink {
  private final List<Target> targets = new ArrayList<>();
  private final List<Subscriber> skipped = new ArrayList<>();

  @Override
  public void accept(Subscriber subscriber, Terms terms) {
    targets.add(new Target(subscriber, terms));
  }

  @Override
  public void skippedNoLocal(Subscriber subscriber) {
    skipped.add(subscriber);
  }

  List<Target> targets() {
    return targets;
  }

  List<Subscriber> skipped() {
    return skipped;
  }

  List<String> receivers() {
    return targets.stream().map(target -> target.subscriber().clientId().value()).sorted().toList();
  }

  Terms only() {
    if (targets.size() != 1) {
      throw new AssertionError("expected one target: " + targets);
    }
    return targets.get(0).terms();
  }

  Map<Subscriber, Terms> plainBySubscriber() {
    Map<Subscriber, Terms> found = new HashMap<>();
    for (Target target : targets) {
      if (target.terms().sharedGroup() == null
          && found.put(target.subscriber(), target.terms()) != null) {
        throw new AssertionError("twice to " + target.subscriber());
      }
    }
    return found;
  }
}
