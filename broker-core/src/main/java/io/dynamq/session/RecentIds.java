package io.dynamq.session;

import io.dynamq.message.MessageId;
import java.util.LinkedHashSet;

/**
 * Ids acknowledged since a plug-in began to fetch stored messages, so that none of them is sent
 * again. Bounded: past the bound the oldest is forgotten, which may cost a duplicate, never a loss.
 */
final class RecentIds {
  private static final int MAX = 4_096;
  private LinkedHashSet<MessageId> ids;

  void restart() {
    ids = new LinkedHashSet<>();
  }

  void add(MessageId id) {
    if (ids == null) {
      return;
    }
    ids.add(id);
    if (ids.size() > MAX) {
      ids.remove(ids.iterator().next());
    }
  }

  boolean contains(MessageId id) {
    return ids != null && ids.contains(id);
  }
}
