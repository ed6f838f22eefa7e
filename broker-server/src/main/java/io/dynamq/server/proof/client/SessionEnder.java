package io.dynamq.server.proof.client;

import io.dynamq.server.proof.ledger.Incident.Kind;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;

/**
 * Makes a session, comes back to it, ends it by a clean start, and looks later, often after a kill,
 * whether it stays ended.
 */
public final class SessionEnder extends WireClient {
  private static final int PAUSE_MILLIS = 2_500;

  private enum Step {
    MAKE,
    COME_BACK,
    END,
    LOOK
  }

  private Step step = Step.MAKE;
  private long endedAt;
  private int looks;
  private volatile boolean finishing;

  /** Does nothing before it is started. */
  public SessionEnder(Stage stage, int number, MqttVersion version) {
    super(stage, "e" + number, version);
  }

  /** Makes no new session; a look that is due is still taken. */
  public void settle() {
    finishing = true;
  }

  @Override
  void connecting() {
    looks++;
  }

  @Override
  void connected(boolean sessionPresent) {
    switch (step) {
      case MAKE -> {
        if (!finishing) {
          send(Packets.subscribe(1, stage.workload().run() + "/e/" + id, MqttQoS.AT_LEAST_ONCE));
        }
      }
      case COME_BACK -> {
        cleanFromNowOn(true);
        next(Step.END);
      }
      case END -> {
        endedAt = now();
        next(Step.LOOK);
      }
      case LOOK -> {
        count("ended sessions looked for");
        // A first CONNECT whose CONNACK was lost may have made the session that a second one finds.
        if (sessionPresent && looks == 1) {
          incident(Kind.DELETED_BACK, "an ended session is back", endedAt);
        }
        next(Step.MAKE);
      }
    }
  }

  @Override
  void received(MqttMessage packet) {
    if (packet.fixedHeader().messageType() == MqttMessageType.SUBACK && step == Step.MAKE) {
      next(Step.COME_BACK);
    }
  }

  private void next(Step following) {
    step = following;
    leave(true);
    later(
        random.nextInt(PAUSE_MILLIS),
        () -> {
          if (step == Step.LOOK) {
            cleanFromNowOn(false);
            looks = 0;
          }
          join();
        });
  }
}
