package io.dynamq.server;

import io.dynamq.control.Control;
import io.dynamq.engine.Broker;
import io.dynamq.message.Qos;
import io.dynamq.server.alarm.AlarmBook;
import io.dynamq.server.alarm.AlarmWatch;
import io.dynamq.server.api.Watching;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.flow.SlowSubscribers;
import io.dynamq.server.flow.TopicMetrics;
import io.dynamq.server.trace.TraceBook;
import io.dynamq.time.Time;
import java.util.function.DoubleSupplier;

/** Opens what shows operators what happens: traces, alarms, slow subscribers, counters of topics. */
final class Observation {
  private static final String TRACES = "trace";

  private Observation() {}

  /**
   * Begins to look for alarms, and for slow subscribers if that is configured.
   *
   * @param heap share of it that is in use
   */
  static Watching open(
      ServerConfig config,
      Broker broker,
      Control control,
      DoubleSupplier heap,
      Closing closing,
      Time time) {
    TraceBook traces =
        new TraceBook(
            new TraceBook.Places(
                config.dataDirectory().resolve(TRACES),
                config.log().directory(),
                config.log().traceBytes()),
            control,
            time);
    closing.later("traces are written", traces::close);
    SlowSubscribers slow = new SlowSubscribers(config.slow(), time);
    if (slow.isOn()) {
      broker.hooks().add(slow);
    }
    AlarmBook alarms =
        new AlarmBook(
            config.alarms(),
            (topic, payload) -> broker.port().announce(topic, Qos.AT_MOST_ONCE, () -> payload),
            time);
    MachineLoad machine = new MachineLoad(config.machine(), new MachineReadings(), time);
    AlarmWatch watch =
        new AlarmWatch(alarms, new Conditions(config, control, heap, machine, time).all());
    closing.later("no more alarms are looked for", watch::close);
    watch.start();
    return new Watching(traces, alarms, slow, new TopicMetrics(broker.hooks(), time));
  }
}
