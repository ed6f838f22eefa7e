package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageIds;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.routing.Receipt;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Publishes {@code $SYS/brokers/<node>/…} as EMQX 4.4 does. Called by the ticker only. */
final class SysTopics {
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Core core;
  private final MessageIds ids;
  private final String prefix;
  private final long startedMillis;
  private long nextStats;
  private long nextHeartbeat;

  SysTopics(Core core) {
    this.core = core;
    this.ids = core.newMessageIds();
    this.prefix = prefix(core);
    this.startedMillis = core.time.epochMillis();
  }

  void publishDue(long nowMillis) {
    BrokerSettings settings = core.settings;
    if (settings.sys().heartbeatMillis() > 0 && nowMillis >= nextHeartbeat) {
      nextHeartbeat = nowMillis + settings.sys().heartbeatMillis();
      publish("uptime", Uptime.words(nowMillis - startedMillis), false);
      publish("datetime", DATE_TIME.format(Instant.ofEpochMilli(nowMillis)), false);
    }
    if (settings.sys().intervalMillis() > 0 && nowMillis >= nextStats) {
      nextStats = nowMillis + settings.sys().intervalMillis();
      publishStatistics();
    }
  }

  private void publishStatistics() {
    send("$SYS/brokers", core.settings.node(), true);
    publish("version", core.settings.version(), true);
    publish("sysdescr", "DynaMQ Broker", true);
    core.meters
        .gauges()
        .forEach((name, value) -> publish("stats/" + name, Long.toString(value), false));
    core.meters
        .counters()
        .forEach(
            (name, value) ->
                publish("metrics/" + name.replace('.', '/'), Long.toString(value), false));
  }

  private void publish(String name, String text, boolean retain) {
    send(prefix + name, text, retain);
  }

  private void send(String topic, String text, boolean retain) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    core.publisher.publishInternal(
        message(ids.next(), TopicName.of(topic), Qos.AT_MOST_ONCE, retain, payload), Receipt.NONE);
  }

  /** What the topics about this node begin with. */
  static String prefix(Core core) {
    return "$SYS/brokers/" + core.settings.node() + "/";
  }

  /** A message of the broker itself. */
  static Message message(MessageId id, TopicName topic, Qos qos, boolean retain, byte[] payload) {
    return new Message(
        id,
        topic,
        qos,
        retain,
        payload,
        MessageProperties.NONE,
        Message.BROKER,
        id.micros(),
        Message.NEVER);
  }
}
