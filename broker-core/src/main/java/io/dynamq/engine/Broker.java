package io.dynamq.engine;

import io.dynamq.auth.Authenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.control.Control;
import io.dynamq.control.ListenerView;
import io.dynamq.hook.BrokerPort;
import io.dynamq.hook.HookChain;
import io.dynamq.observe.Meters;
import io.dynamq.store.Neighbours;
import io.dynamq.store.Storage;
import io.dynamq.time.Time;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker without sockets: sessions, routing, retained messages, wills, administration. Transports
 * come through {@link #acceptor}; time passes by {@link #tick}.
 *
 * <p>Life: construct, {@link #restore} (before any transport is accepted), {@link #startTicking}, in
 * the end {@link #disconnectAll} and {@link #close}. The storage belongs to the caller. Any thread.
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

  private volatile MemoryWatch memory;
  private final Core core;
  private final Ticker ticker;
  private final SysTopics sys;
  private final List<LongConsumer> steps;

  /**
   * What a broker is built from.
   *
   * @param loops where sessions without connection run, at least one
   */
  public record Parts(
      BrokerSettings settings,
      Storage storage,
      Time time,
      Meters meters,
      Authenticator authenticator,
      Authorizer authorizer,
      List<Executor> loops) {

    public Parts {
      loops = List.copyOf(loops);
    }
  }

  public Broker(Parts parts) {
    this.core = new Core(parts);
    this.sys = new SysTopics(core);
    this.steps = steps();
    this.ticker = new Ticker(this::tick, parts.meters());
    new Gauges(core).register();
  }

  /** For tests in this package; null if there is no such session. */
  Home home(String clientId) {
    return core.sessions.find(new io.dynamq.message.ClientId(clientId));
  }

  /** For tests in this package: what the store tells of other nodes. */
  Neighbours neighbours() {
    return new Succession(core);
  }

  /** For tests in this package: how many connections end with their proof. */
  int proofEnds() {
    return core.proofEnds.size();
  }

  /** For tests in this package: how many homes wait to be woken. */
  int deadlines() {
    return core.deadlines.size();
  }

  /** From now on these limits hold for clients that connect; others keep theirs. Any thread. */
  public void useZones(Map<String, Zone> zones) {
    core.zones = Map.copyOf(zones);
  }

  /** Takes new transports. */
  public ConnectionAcceptor acceptor() {
    return connection -> new ClientChannel(core, connection);
  }

  /** Where plug-ins register. */
  public HookChain hooks() {
    return core.hooks;
  }

  /** What plug-ins may ask. */
  public BrokerPort port() {
    return new PortDesk(core);
  }

  /**
   * What operators may ask.
   *
   * @param listeners asked each time listeners are listed
   */
  public Control control(Supplier<List<ListenerView>> listeners) {
    return new ControlDesk(core, listeners);
  }

  /**
   * Serves though it is not known what the store keeps, until {@link #restore} has told: transient
   * clients only, and nothing is acknowledged that somebody unknown might have had to get.
   */
  public void serveBlindly() {
    core.watch.blind(true);
    core.retainedMirror.blind();
  }

  /**
   * Loads what the store kept: retained messages, sessions, subscriptions.
   *
   * @return how many sessions; fails if the store cannot be read
   */
  public CompletableFuture<Integer> restore() {
    return new Restore(core)
        .run()
        .thenApply(
            sessions -> {
              core.history.look();
              core.retainedMirror.sighted();
              core.watch.blind(false);
              return sessions;
            });
  }

  /** Lets time pass: expiry, wills, pending saves, {@code $SYS}. Serial, any thread. */
  public void tick() {
    long now = core.time.epochMillis();
    RuntimeException fault = null;
    for (LongConsumer step : steps) {
      try {
        step.accept(now);
      } catch (RuntimeException bug) {
        // What comes behind a step that fails must not wait for it for ever.
        fault = bug;
      }
    }
    if (fault != null) {
      throw fault;
    }
  }

  private List<LongConsumer> steps() {
    return List.of(
        now -> core.watch.look(),
        core.deadlines::due,
        core.proofEnds::due,
        this::lookAtMemory,
        core.groups::due,
        now -> core.sessions.saveUnsaved(),
        core.sessions::rest,
        now -> resumeSlowed(),
        now -> core.publisher.removeExpired(now, 1_000),
        now -> core.wills.due(),
        core.delayed::publishDue,
        sys::publishDue);
  }

  /**
   * How full the memory may be, 0.0 to 1.0.
   *
   * @param high from where publishers are slowed
   * @param critical from where clients that are too slow are closed
   */
  public record MemoryMarks(double high, double critical) {}

  /**
   * Looks at the memory with each tick from now on; call it before {@link #startTicking}.
   *
   * @param used share of the memory, 0.0 to 1.0
   * @param doors told true when no connection may be accepted, false when they may again
   */
  public void watchMemory(MemoryMarks marks, DoubleSupplier used, Consumer<Boolean> doors) {
    memory = new MemoryWatch(core, marks, used, doors);
  }

  private void lookAtMemory(long nowMillis) {
    MemoryWatch watch = memory;
    if (watch != null) {
      watch.look(nowMillis);
    }
  }

  private void resumeSlowed() {
    if (!core.crowded && !core.storage.health().isSlow()) {
      core.sessions.resumeSlowed();
    }
  }

  /** Ticks every 100 ms from a thread of its own until {@link #close}. */
  public void startTicking() {
    ticker.start();
  }

  /**
   * Ends every connection with reason 0x8B, for good: no more are admitted. Persistent sessions are
   * saved.
   *
   * @return completes when all are ended
   */
  public CompletableFuture<Void> disconnectAll() {
    core.sessions.close();
    return CompletableFuture.allOf(
        core.sessions.all().stream()
            .map(
                home ->
                    home.ask(
                        h -> {
                          h.shutDown();
                          return null;
                        }))
            .toArray(CompletableFuture[]::new))
        .thenCompose(ended -> loansEnded())
        .thenRun(core.wills::stop)
        .thenRun(core.delayed::stop);
  }

  /** What members have taken over by now is theirs, and no longer in the queues of their groups. */
  private CompletableFuture<Void> loansEnded() {
    if (core.groups.count() == 0) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> kept =
        core.storage.health().available()
            ? core.storage.flush().exceptionally(fault -> null)
            : CompletableFuture.completedFuture(null);
    return kept.thenCompose(done -> core.groups.settled());
  }

  /** Ends every connection and stops ticking. Blocks at most 10 s. */
  @Override
  public void close() {
    try {
      disconnectAll().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
      LOG.warn("not every session ended in time: {}", e.toString());
    }
    ticker.stop();
  }
}
