package io.dynamq.dynamo.simulation;

import io.dynamq.engine.Connection;
import io.dynamq.engine.ConnectionInput;
import io.dynamq.engine.Dialect;
import io.dynamq.engine.Peer;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Packet;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A connection that takes its time, breaks at any point, and whose break the other end may be long
 * in noticing. What arrives, arrives in order.
 */
final class Wire implements Connection {
  private static final int BUFFERED_MAX = 40;
  private static final long HALF_OPEN_MICROS = 20_000_000;

  /** What is sent arrives no later than this. */
  static final long LATENCY_MAX_MICROS = 200_000;

  private final Schedule schedule;
  private final Executor loop;
  private final Schedule.Lane client;
  private final Consumer<Packet> receiver;
  private final Runnable ended;
  private final ConnectionInput input;
  private final long latencyMicros;
  private long lastUp;
  private long lastDown;
  private int onTheWay;
  private boolean cut;
  private boolean closedByBroker;
  private boolean brokerKnows;
  private boolean reading = true;
  private final Deque<Inbound> unread = new ArrayDeque<>();

  /**
   * @param client on which the receiver is told of packets, and of the end
   */
  Wire(
      Schedule schedule,
      Node node,
      Schedule.Lane client,
      Consumer<Packet> receiver,
      Runnable ended) {
    this.schedule = schedule;
    this.client = client;
    this.receiver = receiver;
    this.ended = ended;
    loop = node.loop(schedule.random.nextInt(2));
    latencyMicros = schedule.chance(0.2) ? LATENCY_MAX_MICROS : 3_000;
    input = node.accept(this);
    node.wires.add(this);
  }

  /** Sends a packet to the broker. */
  void tell(Inbound packet) {
    lastUp = Math.max(lastUp, schedule.micros() + schedule.between(10, latencyMicros));
    long due = lastUp;
    schedule.at(due, client, () -> arrive(packet));
  }

  private void arrive(Inbound packet) {
    if (!cut) {
      loop.execute(() -> hear(packet));
    }
  }

  private void hear(Inbound packet) {
    unread.add(packet);
    listen();
  }

  private void listen() {
    while (reading && isOpenForBroker() && !unread.isEmpty()) {
      input.received(unread.poll());
    }
  }

  /** What the dead process has handed to its kernel may still arrive. */
  void brokerDied() {
    brokerKnows = true;
    schedule.at(
        schedule.between(schedule.micros(), Math.max(lastDown, schedule.micros() + 1_000)),
        client,
        this::lost);
  }

  private void lost() {
    if (!cut) {
      cut = true;
      ended.run();
    }
  }

  /** The network is gone for the client; what is on its way is lost. */
  void cut() {
    cut = true;
    long notice = schedule.chance(0.8) ? 5_000 : HALF_OPEN_MICROS;
    schedule.after(
        schedule.between(1, notice),
        client,
        () -> loop.execute(() -> closed("tcp_closed")));
  }

  /** Once, and last. */
  private void closed(String why) {
    if (!brokerKnows) {
      brokerKnows = true;
      input.closed(why);
    }
  }

  boolean isOpenForBroker() {
    return !closedByBroker && !brokerKnows;
  }

  private void down(Runnable arrival) {
    lastDown = Math.max(lastDown, schedule.micros() + schedule.between(10, latencyMicros));
    schedule.at(lastDown, client, arrival);
  }

  // ---- Connection

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public Peer peer() {
    InetSocketAddress here = new InetSocketAddress("127.0.0.1", 40_000);
    return new Peer(Node.LISTENER, "external", here, here);
  }

  @Override
  public void speaks(Dialect dialect) {
    // Packets travel as they are.
  }

  @Override
  public void established(Dialect dialect, long keepAliveMillis) {
    // Broken wires are noticed as {@link #cut} decides.
  }

  @Override
  public boolean send(Packet packet) {
    onTheWay++;
    down(
        () -> {
          onTheWay--;
          if (!cut) {
            receiver.accept(packet);
          }
          if (onTheWay == BUFFERED_MAX / 2 && isOpenForBroker()) {
            loop.execute(
                () -> {
                  if (isOpenForBroker()) {
                    input.writable();
                  }
                });
          }
        });
    return true;
  }

  @Override
  public void flush() {
    // Everything is on its way at once.
  }

  @Override
  public boolean isWritable() {
    return onTheWay < BUFFERED_MAX;
  }

  @Override
  public void reading(boolean on) {
    reading = on;
    if (on) {
      loop.execute(this::listen);
    }
  }

  @Override
  public void close() {
    if (closedByBroker) {
      return;
    }
    closedByBroker = true;
    loop.execute(() -> closed("closed by broker"));
    down(this::lost);
  }
}
