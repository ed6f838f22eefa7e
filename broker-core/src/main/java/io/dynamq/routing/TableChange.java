package io.dynamq.routing;

import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.Arrays;

/**
 * One change of one subscriber's entry at one leaf, made under the trie's lock, and what it means
 * for the table's counts. Used once.
 */
final class TableChange {
  private final Subscriber subscriber;
  private final TopicFilter filter;
  private Subscription replaced;
  private int entriesDelta;
  private int filtersDelta;

  TableChange(Subscriber subscriber, TopicFilter filter) {
    this.subscriber = subscriber;
    this.filter = filter;
  }

  /** What the subscriber had before; null if nothing. */
  Subscription replaced() {
    return replaced;
  }

  int entriesDelta() {
    return entriesDelta;
  }

  int sharedDelta() {
    return filter.isShared() ? entriesDelta : 0;
  }

  int filtersDelta() {
    return filtersDelta;
  }

  /**
   * The leaf with the entry.
   *
   * @param leaf null if the path had none
   * @param strategy for a group that is new; unused for other kinds
   */
  Leaf added(Leaf leaf, Entry entry, SharedStrategy strategy) {
    Audience plain = leaf == null ? null : leaf.plain();
    Exclusive exclusive = leaf == null ? null : leaf.exclusive();
    Group[] groups = leaf == null ? Group.NONE : leaf.groups();
    switch (filter.kind()) {
      case PLAIN -> {
        counted(plain == null ? null : plain.find(subscriber), plain == null, 1);
        plain = plain == null ? entry : plain.with(entry);
      }
      case EXCLUSIVE -> {
        takeOver(exclusive);
        exclusive = new Exclusive(filter.text(), entry);
      }
      case SHARED -> groups = joined(leaf, groups, entry, strategy);
    }
    return Leaf.of(plain, exclusive, groups);
  }

  private void takeOver(Exclusive before) {
    boolean own = before != null && before.entry().subscriber() == subscriber;
    counted(own ? before.entry() : null, before == null, 1);
    if (before != null && !own) {
      entriesDelta = 0;
    }
  }

  private Group[] joined(Leaf leaf, Group[] groups, Entry entry, SharedStrategy strategy) {
    Group group = leaf == null ? null : leaf.group(filter.text());
    if (group != null) {
      counted(group.find(subscriber), false, 1);
      group.put(entry);
      return groups;
    }
    counted(null, true, 1);
    Group[] more = Arrays.copyOf(groups, groups.length + 1);
    more[groups.length] = new Group(filter.text(), strategy);
    more[groups.length].put(entry);
    return more;
  }

  /** The leaf without the subscriber's entry; null if nothing is left. */
  Leaf removed(Leaf leaf) {
    if (leaf == null) {
      return null;
    }
    return switch (filter.kind()) {
      case PLAIN -> withoutPlain(leaf);
      case EXCLUSIVE -> withoutExclusive(leaf);
      case SHARED -> withoutMember(leaf);
    };
  }

  private Leaf withoutPlain(Leaf leaf) {
    Entry entry = leaf.plain() == null ? null : leaf.plain().find(subscriber);
    if (entry == null) {
      return leaf;
    }
    Audience left = leaf.plain().without(subscriber);
    counted(entry, left == null, -1);
    return Leaf.of(left, leaf.exclusive(), leaf.groups());
  }

  private Leaf withoutExclusive(Leaf leaf) {
    if (leaf.exclusive() == null || leaf.exclusive().entry().subscriber() != subscriber) {
      return leaf;
    }
    counted(leaf.exclusive().entry(), true, -1);
    return Leaf.of(leaf.plain(), null, leaf.groups());
  }

  private Leaf withoutMember(Leaf leaf) {
    Group group = leaf.group(filter.text());
    Entry entry = group == null ? null : group.find(subscriber);
    if (entry == null) {
      return leaf;
    }
    group.remove(subscriber);
    boolean last = group.members().length == 0;
    counted(entry, last, -1);
    Group[] left = last ? without(leaf.groups(), group) : leaf.groups();
    return Leaf.of(leaf.plain(), leaf.exclusive(), left);
  }

  private static Group[] without(Group[] groups, Group gone) {
    return Arrays.stream(groups).filter(group -> group != gone).toArray(Group[]::new);
  }

  private void counted(Entry before, boolean filterChanges, int direction) {
    replaced = before == null ? null : before.subscription(filter);
    entriesDelta = direction > 0 && before != null ? 0 : direction;
    filtersDelta = filterChanges ? direction : 0;
  }
}
