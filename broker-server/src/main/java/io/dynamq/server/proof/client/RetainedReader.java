package io.dynamq.server.proof.client;

import io.dynamq.server.proof.ledger.Incident.Kind;
import io.dynamq.server.proof.ledger.RetainedLog;
import io.dynamq.server.proof.ledger.Workload;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Subscribes once to the retained topics, judges what it is sent, and goes. */
public final class RetainedReader extends WireClient {
  private static final long QUIET_MILLIS = 700;

  private final RetainedLog log;
  private final Map<String, Workload.Key> found = new HashMap<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private Map<String, Workload.Key> settled;
  private int news;

  /**
   * Does nothing before it is started.
   *
   * @param number no other reader of the run may have it
   */
  public RetainedReader(Stage stage, int number, RetainedLog log) {
    super(stage, "r" + number, MqttVersion.MQTT_3_1_1);
    this.log = log;
    cleanFromNowOn(true);
  }

  /** Completes when it has judged. */
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  void connected(boolean sessionPresent) {
    found.clear();
    settled = log.settled();
    String filter = stage.workload().filter(Workload.Part.RETAINED);
    send(Packets.subscribe(1, filter, MqttQoS.AT_MOST_ONCE));
  }

  @Override
  void lost() {
    news++;
  }

  @Override
  void received(MqttMessage packet) {
    if (packet.fixedHeader().messageType() == MqttMessageType.PUBLISH
        && packet.fixedHeader().isRetain()) {
      MqttPublishMessage publish = (MqttPublishMessage) packet;
      String topic = publish.variableHeader().topicName();
      Workload.Key key = stage.workload().read(topic, ByteBufUtil.getBytes(publish.payload()));
      if (key == null) {
        incident(Kind.CORRUPT, "a retained message on " + topic + " that nobody sent", now());
      } else {
        found.put(topic, key);
      }
    } else if (packet.fixedHeader().messageType() != MqttMessageType.SUBACK) {
      return;
    }
    int seen = ++news;
    later(QUIET_MILLIS, () -> finishIfQuiet(seen));
  }

  private void finishIfQuiet(int seen) {
    if (seen == news && !done.isDone() && isOnline()) {
      log.judge(settled, found);
      leave(true);
      done.complete(null);
    }
  }
}
