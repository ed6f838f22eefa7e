package io.dynamq.session;

import io.dynamq.message.Qos;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.HashMap;
import java.util.Map;

/** Reads a session's stored queue by what the session knew when its connection ended. */
public final class Leftovers {
  private final Position sentThrough;
  private final Map<Position, InflightSnapshot.Outbound> unfinished = new HashMap<>();

  public Leftovers(InflightSnapshot snapshot) {
    sentThrough = snapshot.sentThrough();
    snapshot.outbound().forEach(one -> unfinished.put(one.position(), one));
  }

  /** Whether its client has neither acknowledged it nor got it at QoS 2. */
  public boolean isLeft(StoredMessage stored) {
    if (stored.position().compareTo(sentThrough) > 0) {
      return true;
    }
    InflightSnapshot.Outbound sent = unfinished.get(stored.position());
    return sent != null && !sent.released();
  }

  /**
   * Whether another member of the message's shared group may get it: neither acknowledged nor sent
   * at QoS 2 [MQTT-4.8.2-4, -5].
   */
  public boolean mayPassOn(StoredMessage stored) {
    if (stored.sharedGroup() == null) {
      return false;
    }
    if (stored.position().compareTo(sentThrough) > 0) {
      return true;
    }
    InflightSnapshot.Outbound sent = unfinished.get(stored.position());
    return sent != null && !sent.released() && stored.qos() == Qos.AT_LEAST_ONCE;
  }
}
