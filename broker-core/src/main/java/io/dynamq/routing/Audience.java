package io.dynamq.routing;

import java.util.function.Consumer;

/** Plain subscribers of one path, at least one: a single entry, a few, or a crowd. */
sealed interface Audience extends Leaf permits Entry, Few, Crowd {

  /** With this entry added, or put in place of its subscriber's old one. */
  Audience with(Entry entry);

  /** Without this subscriber; null if nobody is left. */
  Audience without(Subscriber subscriber);

  /** Null if absent. */
  Entry find(Subscriber subscriber);

  int count();

  void forEach(Consumer<Entry> receiver);

  /** Offers the message to everyone without merging. */
  void offer(String sender, Sink sink);

  @Override
  default Audience plain() {
    return this;
  }

  @Override
  default Exclusive exclusive() {
    return null;
  }

  @Override
  default Group[] groups() {
    return Group.NONE;
  }
}
