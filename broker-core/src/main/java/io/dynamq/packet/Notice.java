package io.dynamq.packet;

import io.dynamq.message.UserProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer may say beside its code: reason string (null if absent) and user properties.
 * Suppressed by the sender of the answer where request problem information is 0 [MQTT-3.1.2-29].
 */
public record Notice(String reasonString, List<UserProperty> userProperties) {

  /** Nothing to say. */
  public static final Notice NONE = new Notice(null, List.of());

  public Notice {
    userProperties = List.copyOf(userProperties);
  }

  public static Notice because(String reason) {
    return new Notice(reason, List.of());
  }

  /** Both; this one's reason goes first. */
  public Notice and(Notice other) {
    List<UserProperty> all = new ArrayList<>(userProperties);
    all.addAll(other.userProperties);
    return new Notice(reasonString == null ? other.reasonString : reasonString, all);
  }

  public boolean isEmpty() {
    return reasonString == null && userProperties.isEmpty();
  }
}
