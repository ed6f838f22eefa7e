package io.dynamq.routing;

import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.function.Consumer;

/**
 * One subscription as the table keeps it: without its filter, whose text is the way to it, because
 * a million of them must fit in memory.
 *
 * @param options as {@link Subscription#packedOptions}
 */
record Entry(Subscriber subscriber, Terms terms, byte options) implements Audience {
  private static final int NO_LOCAL = 4;

  static Entry of(Subscriber subscriber, Subscription subscription) {
    return new Entry(
        subscriber, TermsTable.of(subscription), (byte) subscription.packedOptions());
  }

  Subscription subscription(TopicFilter filter) {
    int[] identifiers = terms.subscriptionIdentifiers();
    return Subscription.unpack(filter, options, identifiers.length == 0 ? 0 : identifiers[0]);
  }

  /** True if the message comes from this very client and it asked not to get those. */
  boolean refuses(String sender) {
    return (options & NO_LOCAL) != 0 && subscriber.clientId().value().equals(sender);
  }

  @Override
  public Audience with(Entry entry) {
    return entry.subscriber == subscriber ? entry : new Few(this, entry);
  }

  @Override
  public Audience without(Subscriber leaver) {
    return leaver == subscriber ? null : this;
  }

  @Override
  public Entry find(Subscriber wanted) {
    return wanted == subscriber ? this : null;
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public void forEach(Consumer<Entry> receiver) {
    receiver.accept(this);
  }

  @Override
  public void offer(String sender, Sink sink) {
    if (refuses(sender)) {
      sink.skippedNoLocal(subscriber);
    } else {
      sink.accept(subscriber, terms);
    }
  }
}
