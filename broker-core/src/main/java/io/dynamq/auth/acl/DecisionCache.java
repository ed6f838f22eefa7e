package io.dynamq.auth.acl;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** What was decided about the topics that one client uses; the oldest goes for the newest. */
final class DecisionCache {
  private final int maxSize;
  private final long keepMillis;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Both kinds of decisions about one topic or filter. */
  private static final class Entry {
    private Decision publish;
    private long publishUntil;
    private Decision subscribe;
    private long subscribeUntil;
  }

  DecisionCache(int maxSize, long keepMillis) {
    this.maxSize = maxSize;
    this.keepMillis = keepMillis;
  }

  /** Null if there is none any more. */
  Decision get(Action action, String topic, long nowMillis) {
    Entry entry = entries.get(topic);
    if (entry == null) {
      return null;
    }
    boolean publish = action == Action.PUBLISH;
    long until = publish ? entry.publishUntil : entry.subscribeUntil;
    return nowMillis < until ? publish ? entry.publish : entry.subscribe : null;
  }

  void put(Action action, String topic, Decision decision, long nowMillis) {
    Entry entry = entries.get(topic);
    if (entry == null) {
      if (entries.size() >= maxSize) {
        Iterator<String> oldest = entries.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      entry = new Entry();
      entries.put(topic, entry);
    }
    if (action == Action.PUBLISH) {
      entry.publish = decision;
      entry.publishUntil = nowMillis + keepMillis;
    } else {
      entry.subscribe = decision;
      entry.subscribeUntil = nowMillis + keepMillis;
    }
  }

  void clear() {
    entries.clear();
  }
}
