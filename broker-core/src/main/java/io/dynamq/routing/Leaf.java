package io.dynamq.routing;

/**
 * Everything that subscribes to one filter path, with or without a prefix. Immutable but for {@link
 * Crowd} and the memberships of groups, which are changed under the table's lock.
 */
sealed interface Leaf extends Matched permits Audience, MixedLeaf {

  /** Plain subscribers; null if there are none. */
  Audience plain();

  /** The exclusive subscriber; null if there is none. */
  Exclusive exclusive();

  /** Shared groups, never written to. */
  Group[] groups();

  /** The group of this filter text; null if there is none. */
  default Group group(String text) {
    for (Group group : groups()) {
      if (group.text().equals(text)) {
        return group;
      }
    }
    return null;
  }

  /** The smallest leaf that holds these; null if there is nothing to hold. */
  static Leaf of(Audience plain, Exclusive exclusive, Group... groups) {
    return exclusive == null && groups.length == 0
        ? plain
        : new MixedLeaf(plain, exclusive, groups);
  }
}
