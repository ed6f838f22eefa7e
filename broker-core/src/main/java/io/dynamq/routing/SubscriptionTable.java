package io.dynamq.routing;

import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.TopicTrie;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Who subscribes to what, and so who gets a message. Any thread; matching takes no lock.
 *
 * <p><b>Shape.</b> A trie from filter path to a {@link Leaf}: the plain subscribers of the path, its
 * exclusive holder, its shared groups. Most paths have one plain subscriber, and then the leaf is
 * that subscriber's {@link Entry} itself. An entry does not keep its filter; where a subscription is
 * asked for, it is made again from the path and the packed options.
 *
 * <p><b>Invariants.</b> (1) A client has at most one entry per filter text. (2) A message reaches a
 * client once for all its plain and exclusive subscriptions together, and once more for each shared
 * subscription that chooses it. (3) {@link #version} rises after every change, so what was matched
 * at one version holds until the version differs.
 */
public final class SubscriptionTable {
  private final TopicTrie<Leaf> trie = new TopicTrie<>();
  private final SharedStrategy strategy;
  private final Map<String, SharedStrategy> strategyByGroup;
  private final AtomicInteger subscriptions = new AtomicInteger();
  private final AtomicInteger shared = new AtomicInteger();
  private final AtomicInteger filters = new AtomicInteger();
  private final AtomicLong version = new AtomicLong();

  /**
   * @param strategy for groups that have none of their own
   * @param strategyByGroup by group name, {@code "$queue"} for {@code $queue/}
   */
  public SubscriptionTable(SharedStrategy strategy, Map<String, SharedStrategy> strategyByGroup) {
    this.strategy = strategy;
    this.strategyByGroup = Map.copyOf(strategyByGroup);
  }

  /** Without overrides. */
  public SubscriptionTable(SharedStrategy strategy) {
    this(strategy, Map.of());
  }

  /**
   * Adds a subscription, or replaces the one that this subscriber has for the same filter text
   * [MQTT-3.8.4-3]. An exclusive filter passes to the new subscriber; use {@link #tryAddExclusive}
   * to be refused instead.
   *
   * @return the subscriber's own replaced subscription, null if it is new
   */
  public Subscription add(Subscriber subscriber, Subscription subscription) {
    TableChange change = new TableChange(subscriber, subscription.filter());
    Entry entry = Entry.of(subscriber, subscription);
    TopicFilter filter = subscription.filter();
    SharedStrategy how = strategyByGroup.getOrDefault(filter.group(), strategy);
    trie.compute(filter, leaf -> change.added(leaf, entry, how));
    return applied(change);
  }

  /**
   * Adds an exclusive subscription unless another subscriber holds the filter.
   *
   * @return false if it is refused
   * @throws IllegalArgumentException if the filter is not exclusive
   */
  public boolean tryAddExclusive(Subscriber subscriber, Subscription subscription) {
    TopicFilter filter = subscription.filter();
    if (filter.kind() != TopicFilter.Kind.EXCLUSIVE) {
      throw new IllegalArgumentException("not an exclusive filter: " + filter);
    }
    TableChange change = new TableChange(subscriber, filter);
    Entry entry = Entry.of(subscriber, subscription);
    Leaf after =
        trie.compute(
            filter, leaf -> isHeldByOther(leaf, subscriber) ? leaf : change.added(leaf, entry, null));
    applied(change);
    return after.exclusive().entry() == entry;
  }

  private static boolean isHeldByOther(Leaf leaf, Subscriber subscriber) {
    return leaf != null
        && leaf.exclusive() != null
        && leaf.exclusive().entry().subscriber() != subscriber;
  }

  /** The holder of an exclusive filter; null if nobody holds it. */
  public Subscriber exclusiveOwner(TopicFilter filter) {
    Leaf leaf = trie.get(filter);
    return leaf == null || leaf.exclusive() == null ? null : leaf.exclusive().entry().subscriber();
  }

  /** Removes a subscription and returns it; null if there was none with this filter text. */
  public Subscription remove(Subscriber subscriber, TopicFilter filter) {
    TableChange change = new TableChange(subscriber, filter);
    trie.compute(filter, change::removed);
    return applied(change);
  }

  /** Removes all of a subscriber's filters; unknown ones are ignored. */
  public void removeAll(Subscriber subscriber, Collection<TopicFilter> filters) {
    for (TopicFilter filter : filters) {
      remove(subscriber, filter);
    }
  }

  private Subscription applied(TableChange change) {
    subscriptions.addAndGet(change.entriesDelta());
    shared.addAndGet(change.sharedDelta());
    filters.addAndGet(change.filtersDelta());
    version.incrementAndGet();
    return change.replaced();
  }

  /**
   * Finds everyone who gets a message; the sink is called on this thread before the method returns.
   *
   * @param senderClientId for no local and hashing strategies
   */
  public void match(TopicName name, String senderClientId, Sink sink) {
    Matched matched = trie.fold(name, null, Matched::plus);
    if (matched instanceof Audience single) {
      single.offer(senderClientId, sink);
    } else if (matched != null) {
      matchSeveral(matched, name, senderClientId, sink);
    }
  }

  /** Whether anybody subscribes to a topic. */
  public boolean isWanted(TopicName name) {
    return trie.fold(name, null, Matched::plus) != null;
  }

  /** Whether a message is for one of those, other than by a shared subscription; changes nothing. */
  public boolean reaches(TopicName name, Predicate<Subscriber> wanted) {
    Matched matched = trie.fold(name, null, Matched::plus);
    boolean[] found = new boolean[1];
    for (Leaf leaf : matched == null ? List.<Leaf>of() : matched.leaves()) {
      if (leaf.plain() != null) {
        leaf.plain().forEach(entry -> found[0] |= wanted.test(entry.subscriber()));
      }
      found[0] |=
          leaf.exclusive() != null && wanted.test(leaf.exclusive().entry().subscriber());
    }
    return found[0];
  }

  /**
   * Everyone whom a message of this name concerns, once for each subscription, and every member of
   * its shared groups; changes nothing. For administration.
   */
  public void forEachReached(TopicName name, BiConsumer<Subscriber, Terms> receiver) {
    Matched matched = trie.fold(name, null, Matched::plus);
    for (Leaf leaf : matched == null ? List.<Leaf>of() : matched.leaves()) {
      if (leaf.plain() != null) {
        leaf.plain().forEach(entry -> receiver.accept(entry.subscriber(), entry.terms()));
      }
      if (leaf.exclusive() != null) {
        Entry entry = leaf.exclusive().entry();
        receiver.accept(entry.subscriber(), entry.terms());
      }
      for (Group group : leaf.groups()) {
        for (Entry member : group.members()) {
          receiver.accept(member.subscriber(), member.terms());
        }
      }
    }
  }

  private static void matchSeveral(Matched matched, TopicName name, String sender, Sink sink) {
    Overlap overlap = new Overlap(sender, sink);
    for (Leaf leaf : matched.leaves()) {
      if (leaf.plain() != null) {
        overlap.add(leaf.plain());
      }
      if (leaf.exclusive() != null) {
        overlap.add(leaf.exclusive().entry());
      }
      for (Group group : leaf.groups()) {
        Entry chosen = group.choose(name.value(), sender, subscriber -> false);
        if (chosen != null) {
          sink.accept(chosen.subscriber(), chosen.terms());
        }
      }
    }
    overlap.offer();
  }

  /**
   * Chooses another member of a shared group for a message whose first receiver left without
   * acknowledging it [MQTT-4.8.2-4, -5].
   *
   * @param groupFilter {@link Terms#sharedGroup} of the first delivery
   * @param excluded members that must not get it
   * @return a member or the group's queue; empty if the group is gone or everyone is excluded
   */
  public Optional<Target> redispatch(
      String groupFilter, TopicName name, String sender, Predicate<Subscriber> excluded) {
    Group group = group(TopicFilter.of(groupFilter));
    Entry chosen = group == null ? null : group.choose(name.value(), sender, excluded);
    return chosen == null
        ? Optional.empty()
        : Optional.of(new Target(chosen.subscriber(), chosen.terms()));
  }

  /**
   * The member of a shared group that gets a message which has waited in the group's queue.
   *
   * @param full members that take no more now
   * @return empty if it must wait on
   */
  public Optional<Target> turn(
      TopicFilter filter, TopicName name, String sender, Predicate<Subscriber> full) {
    Group group = group(filter);
    Entry chosen = group == null ? null : group.turn(name.value(), sender, full);
    return chosen == null
        ? Optional.empty()
        : Optional.of(new Target(chosen.subscriber(), chosen.terms()));
  }

  /** Gives a shared group its queue, null to take it away; nothing if the group has no members. */
  public void attach(TopicFilter filter, GroupQueue queue) {
    trie.compute(
        filter,
        leaf -> {
          Group group = leaf == null ? null : leaf.group(filter.text());
          if (group != null) {
            group.attach(queue);
          }
          return leaf;
        });
  }

  /** Members of a shared group now. */
  public List<Subscriber> members(TopicFilter filter) {
    Group group = group(filter);
    return group == null
        ? List.of()
        : Arrays.stream(group.members()).map(Entry::subscriber).toList();
  }

  private Group group(TopicFilter filter) {
    Leaf leaf = trie.get(filter);
    return leaf == null ? null : leaf.group(filter.text());
  }

  /** Rises after every change of the table. */
  public long version() {
    return version.get();
  }

  /** Subscriptions of all kinds. */
  public int subscriptionCount() {
    return subscriptions.get();
  }

  /** Shared subscriptions among them. */
  public int sharedCount() {
    return shared.get();
  }

  /** Distinct filter texts. */
  public int filterCount() {
    return filters.get();
  }

  /** Every subscription, in no particular order; for administration. */
  public void forEach(BiConsumer<Subscriber, Subscription> receiver) {
    trie.forEach((path, leaf) -> LeafListing.forEach(path, leaf, receiver));
  }

  /** The distinct filter texts in order; for administration. */
  public List<TopicFilter> routes() {
    TreeSet<TopicFilter> routes = new TreeSet<>();
    trie.forEach((path, leaf) -> LeafListing.filters(path, leaf, routes::add));
    return List.copyOf(routes);
  }
}
