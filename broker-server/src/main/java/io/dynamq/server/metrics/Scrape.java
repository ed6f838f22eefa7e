package io.dynamq.server.metrics;

import io.dynamq.observe.Meters;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;

/**
 * Everything that is measured, for Prometheus: the broker's by {@link BrokerCollector}, the JVM's and
 * the process's by Micrometer. Any thread.
 */
public final class Scrape implements AutoCloseable {
  /** The type of {@link #text}. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * @param node the broker's name
   * @param version of the program
   */
  public Scrape(Meters meters, String node, String version) {
    PrometheusRegistry prometheus = new PrometheusRegistry();
    prometheus.register(new BrokerCollector(meters));
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    collections.bindTo(registry);
    allocator(ByteBufAllocator.DEFAULT);
    Gauge.builder("dynamq.info", () -> 1)
        .description("the program")
        .tag("node", node)
        .tag("version", version)
        .register(registry);
  }

  /** By the names that Micrometer gives to Netty's figures. */
  private void allocator(ByteBufAllocator allocator) {
    if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
      ByteBufAllocatorMetric metric = provider.metric();
      memory("heap", metric::usedHeapMemory);
      memory("direct", metric::usedDirectMemory);
    }
  }

  private void memory(String type, Supplier<Number> used) {
    Gauge.builder("netty.allocator.memory.used", used)
        .description("memory that Netty holds for buffers of connections")
        .tag("memory.type", type)
        .baseUnit("bytes")
        .register(registry);
  }

  /** In Prometheus' text format. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
