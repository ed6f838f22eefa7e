package io.dynamq.dynamo;

/**
 * Client ids that were read lately, so that a million stored messages of a few publishers do not hold
 * a million copies of their names. Any thread; two that meet only lose an entry, for a String is safe
 * to hand over in any way.
 */
final class Senders {
  private static final int PLACES = 1_024;
  private static final String[] LATEST = new String[PLACES];

  private Senders() {}

  /** An equal text, the same object as lately if possible. */
  static String shared(String sender) {
    int hash = sender.hashCode();
    int place = (hash ^ hash >>> Short.SIZE) & PLACES - 1;
    String known = LATEST[place];
    if (sender.equals(known)) {
      return known;
    }
    LATEST[place] = sender;
    return sender;
  }
}
