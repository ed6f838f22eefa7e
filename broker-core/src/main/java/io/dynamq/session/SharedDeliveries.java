package io.dynamq.session;

import io.dynamq.message.Qos;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * Which unfinished deliveries of an unsaved session came through shared subscriptions, so that
 * another member can get them when the session ends [MQTT-4.8.2-4, -5].
 */
final class SharedDeliveries {
  private SharedDeliveries() {}

  /**
   * In the order of delivery. Without what was sent at QoS 2: it may have arrived, and nobody may
   * get it twice.
   */
  static List<SharedMessage> unfinished(OutboundWindow window, SendQueue queue) {
    List<SharedMessage> list = new ArrayList<>(0);
    for (OutboundWindow.Entry entry : window.inOrder()) {
      StoredMessage sent = entry.message();
      if (sent != null && sent.qos() == Qos.AT_LEAST_ONCE) {
        add(sent, list);
      }
    }
    queue.forEach(waiting -> add(waiting, list));
    return list;
  }

  private static void add(StoredMessage stored, List<SharedMessage> list) {
    if (stored.sharedGroup() != null) {
      list.add(new SharedMessage(stored.message(), stored.sharedGroup()));
    }
  }
}
