package io.dynamq.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Merges the audiences that match one message, so that a client with overlapping subscriptions gets
 * it once [MQTT-3.3.4-2]. Used by one match on one thread.
 *
 * <p>The largest audience is streamed past a map of all the others, so a monitor on {@code #} beside
 * ten thousand subscribers of a topic costs a map of one.
 */
final class Overlap {
  /** Stands for: matched only by subscriptions that refuse the client's own messages. */
  private static final Terms REFUSED = new Terms(null, false, null, null);

  private final String sender;
  private final Sink sink;
  private final List<Audience> audiences = new ArrayList<>();

  Overlap(String sender, Sink sink) {
    this.sender = sender;
    this.sink = sink;
  }

  void add(Audience audience) {
    audiences.add(audience);
  }

  void offer() {
    if (audiences.isEmpty()) {
      return;
    }
    Audience largest = takeLargest();
    if (audiences.isEmpty()) {
      largest.offer(sender, sink);
      return;
    }
    Map<Subscriber, Terms> others = new LinkedHashMap<>();
    for (Audience audience : audiences) {
      audience.forEach(
          entry -> others.merge(entry.subscriber(), termsFor(entry), Overlap::merged));
    }
    largest.forEach(
        entry -> {
          Terms other = others.remove(entry.subscriber());
          Terms own = termsFor(entry);
          emit(entry.subscriber(), other == null ? own : merged(own, other));
        });
    others.forEach(this::emit);
  }

  private Audience takeLargest() {
    int largest = 0;
    for (int i = 1; i < audiences.size(); i++) {
      if (audiences.get(i).count() > audiences.get(largest).count()) {
        largest = i;
      }
    }
    return audiences.remove(largest);
  }

  private Terms termsFor(Entry entry) {
    return entry.refuses(sender) ? REFUSED : entry.terms();
  }

  private static Terms merged(Terms one, Terms two) {
    if (one == REFUSED || two == REFUSED) {
      return one == REFUSED ? two : one;
    }
    return TermsTable.merge(one, two);
  }

  private void emit(Subscriber subscriber, Terms terms) {
    if (terms == REFUSED) {
      sink.skippedNoLocal(subscriber);
    } else {
      sink.accept(subscriber, terms);
    }
  }
}
