package io.dynamq.server.price;

import io.dynamq.server.price.PlanOrder.Online;
import io.dynamq.server.price.PlanOrder.Promise;
import io.dynamq.server.price.PlanOrder.Stored;
import java.io.IOException;

/** What a load takes, reckoned from measured figures. All rates are by the second. */
public final class Plan {
  /** What a topic is taken to have, with the packet's own bytes. */
  public static final int TOPIC_BYTES = 32;

  /** Of a month of 30 days. */
  private static final double MONTH_SECONDS = 30 * 86_400.0;

  private static final double DAY_SECONDS = 86_400;
  private static final double MICROS = 1_000_000;
  private static final double UNIT_BYTES = 1_024;
  private static final double GIGABYTE = 1_000_000_000;
  private static final int OTHER_FILES = 300;
  private static final long HEAP_STEP = 64L << 20;
  private static final long HEAP_LEAST = 256L << 20;

  /** Of a bound from which publishers are slowed. */
  private static final double SLOWED = 0.8;

  private final Online online;
  private final Stored stored;
  private final Promise promise;
  private final Coefficients measured;
  private final Prices prices;

  /** CPU for a message, in microseconds. */
  public record Processor(double busyMicros, double pacedMicros, double least, double most) {}

  /** Memory in bytes; {@code xmx} is what the heap should be allowed. */
  public record Memory(long live, long xmx, long process) {}

  /** Bytes a second. */
  public record Network(double in, double out) {}

  /** Units of DynamoDB a second. */
  public record Units(double write, double read) {}

  /** What is charged for a month. */
  public record Charge(String what, Units units, double price) {}

  public Plan(PlanOrder order, Coefficients measured, Prices prices) {
    this.online = order.online();
    this.stored = order.stored();
    this.promise = order.promise();
    this.measured = measured;
    this.prices = prices;
  }

  /** Messages that leave for connected clients; one that nobody wants is work too. */
  public double delivered() {
    return online.rate() * Math.max(1, online.receivers());
  }

  public Processor processor() throws IOException {
    double plain = measured.of("cpu.qos" + promise.qos());
    double one = measured.of("cpu.qos1");
    double kept = promise.clean() || promise.qos() == 0 ? 0 : measured.of("cpu.persistent") - one;
    double busy = plain + kept;
    double paced = Math.max(busy, measured.of("cpu.paced") - one + busy);
    double queued =
        stored.absentRate() * (measured.of("cpu.queue") + measured.of("cpu.drain"));
    return new Processor(
        busy,
        paced,
        (delivered() * busy + queued) / MICROS,
        (delivered() * paced + queued) / MICROS);
  }

  /** Seconds of CPU when all clients connect at once. */
  public double returning() throws IOException {
    return online.clients()
        * measured.of(promise.tls() ? "cpu.connect.tls" : "cpu.connect")
        / MICROS;
  }

  public Memory memory() throws IOException {
    double more = Math.max(0, online.subscriptions() - 1);
    double subscription = measured.of("heap.subscription");
    double live =
        measured.of("heap.broker")
            + online.clients() * (measured.of("heap.connection") + more * subscription)
            + stored.absent() * (measured.of("heap.session") + more * subscription)
            + stored.retained()
                * (measured.of("heap.retained") + online.size() + TOPIC_BYTES);
    long steps = (long) Math.ceil(2 * live / HEAP_STEP);
    long xmx = Math.max(HEAP_LEAST, steps * HEAP_STEP);
    double subscriptions = (online.clients() + stored.absent()) * (double) online.subscriptions();
    double outside =
        measured.of("outside.broker")
            + (keepsRows() ? measured.of("outside.log") : 0)
            + online.clients() * measured.of("outside.connection")
            + subscriptions * measured.of("outside.subscription");
    return new Memory(Math.round(live), xmx, Math.round(xmx + outside));
  }

  private boolean keepsRows() {
    return !promise.clean() || stored.absent() > 0 || stored.retained() > 0;
  }

  public long files() {
    return online.clients() + OTHER_FILES;
  }

  public Network network() {
    double message = online.size() + TOPIC_BYTES;
    return new Network(
        (online.rate() + stored.retainedRate()) * message,
        (online.rate() * online.receivers() + stored.absentRate()) * message);
  }

  /** Rows of sessions that are connected. */
  public Charge sessions() throws IOException {
    String mode = promise.ackAfter().equals("store") ? "store" : "wal";
    double each =
        promise.clean() || promise.qos() == 0
            ? 0
            : measured.of("store." + mode + ".qos" + promise.qos());
    double connects =
        promise.clean()
            ? 0
            : online.clients() * online.connects() / DAY_SECONDS * measured.of("store.connect");
    double writes = online.rate() * each + connects;
    return charge("sessions", new Units(writes, writes * measured.of("store.session.read")));
  }

  /** What is queued, fetched and deleted for absent clients. */
  public Charge queues() throws IOException {
    return charge(
        "messages for absent clients",
        new Units(
            2 * stored.absentRate() * queueUnits(),
            stored.absentRate() * rowBytes() / UNIT_BYTES * measured.of("store.queue.read")));
  }

  /** Messages for one client that come within a hold share a row, which takes whole units. */
  private double queueUnits() throws IOException {
    double together =
        Math.max(1, stored.absentRate() / Math.max(1, stored.absent()) * measured.of("store.hold"));
    return Math.ceil(together * rowBytes() / UNIT_BYTES) / together;
  }

  private double rowBytes() throws IOException {
    return online.size() + measured.of("store.queue.row");
  }

  public Charge retained() throws IOException {
    return charge(
        "retained messages",
        new Units(stored.retainedRate() * Math.ceil(retainedBytes() / UNIT_BYTES), 0));
  }

  private double retainedBytes() throws IOException {
    return online.size() + TOPIC_BYTES + measured.of("store.retained.row");
  }

  /** What a broker does anyway. */
  public Charge idle() throws IOException {
    return charge(
        "the broker itself",
        new Units(measured.of("store.idle.write"), measured.of("store.idle.read")));
  }

  private Charge charge(String what, Units units) {
    return new Charge(
        what,
        units,
        prices.of(units.write() * MONTH_SECONDS, true)
            + prices.of(units.read() * MONTH_SECONDS, false));
  }

  public double storedBytes() throws IOException {
    double sessions = stored.absent() + (promise.clean() ? 0 : online.clients());
    return stored.backlog() * rowBytes()
        + stored.retained() * retainedBytes()
        + sessions * measured.of("store.session.row");
  }

  /** For a month. */
  public double storage() throws IOException {
    return storedBytes() / GIGABYTE * prices.storage();
  }

  /**
   * Seconds until publishers are slowed when DynamoDB is away; infinite if nothing has to wait.
   *
   * @param bound of what may wait, in bytes
   */
  public double outage(long bound) throws IOException {
    double growth = stored.absentRate() * (measured.of("heap.outage") + online.size());
    return growth == 0 ? Double.POSITIVE_INFINITY : SLOWED * bound / growth;
  }

  /** Units of writing a second that the partition of one absent client takes. */
  public double partition() throws IOException {
    return queues().units().write() / Math.max(1, stored.absent());
  }
}
