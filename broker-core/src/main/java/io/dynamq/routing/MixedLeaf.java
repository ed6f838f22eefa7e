package io.dynamq.routing;

/** A path that has more than plain subscribers. */
record MixedLeaf(Audience plain, Exclusive exclusive, Group[] groups) implements Leaf {}
