package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which unfinished deliveries of an unsaved session came through shared subscriptions, so that
 * another member can get them when the session ends [MQTT-4.8.2-4, -5].
 */
final class SharedDeliveries {
  private Map<StoredMessage, String> groups = Map.of();

  void began(StoredMessage stored, String group) {
    if (groups.isEmpty()) {
      groups = new IdentityHashMap<>();
    }
    groups.put(stored, group);
  }

  void finished(StoredMessage stored) {
    if (!groups.isEmpty()) {
      groups.remove(stored);
    }
  }

  /**
   * In the order of delivery. Without what was sent at QoS 2: it may have arrived, and nobody may
   * get it twice.
   */
  List<SharedMessage> unfinished(OutboundWindow window, SendQueue queue) {
    if (groups.isEmpty()) {
      return List.of();
    }
    List<SharedMessage> list = new ArrayList<>();
    for (OutboundWindow.Entry entry : window.inOrder()) {
      StoredMessage sent = entry.message();
      if (sent != null && sent.qos() == Qos.AT_LEAST_ONCE) {
        add(sent, list);
      }
    }
    queue.forEach(waiting -> add(waiting, list));
    return list;
  }

  private void add(StoredMessage stored, List<SharedMessage> list) {
    String group = groups.get(stored);
    if (group != null) {
      list.add(new SharedMessage(stored.message(), group));
    }
  }
}
