package io.dynamq.server.proof.client;

import io.dynamq.server.proof.ledger.Deliveries;
import io.dynamq.server.proof.ledger.Workload;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;

/**
 * A subscription of a {@link Subscriber} that comes and goes. A change whose acknowledgement was lost
 * with the connection is asked for again.
 */
final class Toggle {
  private static final int PACKET_ID = 2;
  private static final int MILLIS_MIN = 400;
  private static final int MILLIS_MORE = 3_000;

  private enum State {
    GONE,
    SUBSCRIBING,
    SUBSCRIBED,
    UNSUBSCRIBING
  }

  private final Subscriber owner;
  private final Deliveries deliveries;
  private volatile State state = State.GONE;
  private volatile long since;
  private boolean planned;

  Toggle(Subscriber owner, Deliveries deliveries) {
    this.owner = owner;
    this.deliveries = deliveries;
  }

  String filter() {
    return owner.stage.workload().filter(Workload.Part.TOGGLED);
  }

  boolean isSubscribed() {
    return state == State.SUBSCRIBED;
  }

  boolean isPending() {
    return state == State.SUBSCRIBING || state == State.UNSUBSCRIBING;
  }

  /** Whether a message that was sent then must not come. */
  boolean isGoneSince(long sent) {
    return state == State.GONE && sent > since;
  }

  /** When its last change was acknowledged. */
  long since() {
    return since;
  }

  void connected() {
    if (isPending()) {
      ask();
    } else {
      plan();
    }
  }

  private void plan() {
    if (!planned) {
      planned = true;
      owner.later(MILLIS_MIN + owner.random.nextInt(MILLIS_MORE), this::change);
    }
  }

  private void change() {
    planned = false;
    if (!owner.isOnline() || isPending() || owner.isSteady()) {
      return;
    }
    if (state == State.GONE) {
      state = State.SUBSCRIBING;
    } else {
      deliveries.subscribed(since, owner.now());
      state = State.UNSUBSCRIBING;
    }
    ask();
  }

  private void ask() {
    owner.send(
        state == State.SUBSCRIBING
            ? Packets.subscribe(PACKET_ID, filter(), MqttQoS.AT_LEAST_ONCE)
            : Packets.unsubscribe(PACKET_ID, filter()));
  }

  void acknowledged(MqttMessageType type) {
    if (type == MqttMessageType.SUBACK && state == State.SUBSCRIBING) {
      state = State.SUBSCRIBED;
    } else if (type == MqttMessageType.UNSUBACK && state == State.UNSUBSCRIBING) {
      state = State.GONE;
    }
    since = owner.now();
    plan();
  }

  /** The last span, when the run is over. */
  void close() {
    if (state == State.SUBSCRIBED) {
      deliveries.subscribed(since, owner.now());
    }
  }
}
