package io.dynamq.server;

import io.dynamq.engine.BrokerSettings;
import io.dynamq.observe.Meters;
import io.dynamq.server.metrics.Scrape;
import java.util.function.Supplier;

/** Opens what Prometheus reads when somebody first asks: nobody may, and starting has to be quick. */
final class MetricsPage implements Supplier<String>, AutoCloseable {
  private final Meters meters;
  private final BrokerSettings settings;

  /** Null until somebody has asked. */
  private Scrape scrape;

  MetricsPage(Meters meters, BrokerSettings settings) {
    this.meters = meters;
    this.settings = settings;
  }

  @Override
  public synchronized String get() {
    if (scrape == null) {
      scrape = new Scrape(meters, settings.node(), settings.version());
    }
    return scrape.text();
  }

  @Override
  public synchronized void close() {
    if (scrape != null) {
      scrape.close();
    }
  }
}
