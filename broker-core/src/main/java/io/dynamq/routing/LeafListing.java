package io.dynamq.routing;

import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Makes whole subscriptions of a leaf again, for administration. */
final class LeafListing {
  private LeafListing() {}

  static void forEach(String path, Leaf leaf, BiConsumer<Subscriber, Subscription> receiver) {
    if (leaf.plain() != null) {
      TopicFilter filter = TopicFilter.of(path);
      leaf.plain().forEach(entry -> give(filter, entry, receiver));
    }
    if (leaf.exclusive() != null) {
      give(TopicFilter.of(leaf.exclusive().text()), leaf.exclusive().entry(), receiver);
    }
    for (Group group : leaf.groups()) {
      TopicFilter filter = TopicFilter.of(group.text());
      for (Entry member : group.members()) {
        give(filter, member, receiver);
      }
    }
  }

  private static void give(
      TopicFilter filter, Entry entry, BiConsumer<Subscriber, Subscription> receiver) {
    receiver.accept(entry.subscriber(), entry.subscription(filter));
  }

  static void filters(String path, Leaf leaf, Consumer<TopicFilter> receiver) {
    if (leaf.plain() != null) {
      receiver.accept(TopicFilter.of(path));
    }
    if (leaf.exclusive() != null) {
      receiver.accept(TopicFilter.of(leaf.exclusive().text()));
    }
    for (Group group : leaf.groups()) {
      receiver.accept(TopicFilter.of(group.text()));
    }
  }
}
