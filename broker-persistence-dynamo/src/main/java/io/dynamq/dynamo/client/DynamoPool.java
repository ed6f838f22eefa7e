package io.dynamq.dynamo.client;

import io.dynamq.dynamo.work.Crew;
import io.dynamq.dynamo.work.FaultLog;
import io.dynamq.dynamo.work.Hands;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * One client of DynamoDB with the threads that may call it.
 *
 * <p>The SDK marshals and signs on the calling thread and may complete on it too, so callers hand
 * over a request here and it is made on a reader thread; the answer also arrives on a reader
 * thread. The SDK's own retries are off: they keep a throttled call alive for most of a minute.
 */
public final class DynamoPool implements AutoCloseable {
  private static final int READERS = 2;
  private static final int READ_TRIES = 6;

  private final PoolSettings settings;
  private final Meters meters;
  private final DynamoDbAsyncClient client;
  private final Runnable end;
  private final Hands hands;
  private final Crew readers;
  private final FaultLog faults;
  private volatile Consumer<Failure> outcomes = failure -> {};

  /**
   * A pool over a client that is there.
   *
   * @param end closes the client
   */
  public DynamoPool(
      PoolSettings settings,
      Meters meters,
      DynamoDbAsyncClient client,
      Runnable end,
      Hands hands) {
    this.settings = settings;
    this.meters = meters;
    this.client = client;
    this.end = end;
    this.hands = hands;
    this.faults = new FaultLog("dynamo-" + settings.name(), meters);
    readers = hands.crew("dynamo-" + settings.name() + "-read", READERS);
  }

  /**
   * Makes the client; connects only with the first request.
   *
   * @throws StorageException UNAVAILABLE if the settings cannot make a client
   */
  public static DynamoPool open(PoolSettings settings, Meters meters) {
    try {
      SdkClient sdk = new SdkClient(settings, meters);
      return new DynamoPool(settings, meters, sdk.client(), sdk::close, Hands.threads());
    } catch (SdkClientException e) {
      throw Failure.of(e).toException("pool " + settings.name());
    }
  }

  /** Where what it does is counted. */
  public Meters meters() {
    return meters;
  }

  /** How this pool was configured. */
  public PoolSettings settings() {
    return settings;
  }

  /** Requests that writers may have under way, so that readers always find a connection. */
  public int writeSlots() {
    return Math.max(1, settings.size() - Math.max(1, settings.size() / 4));
  }

  /**
   * Who hears of every {@link #request} that comes to its end: of null if the store has answered it,
   * else of how it failed. One at most, on reader threads.
   */
  public void onOutcome(Consumer<Failure> listener) {
    outcomes = listener;
  }

  /** How many connections give writers so many slots. */
  public static int sizeFor(int writeSlots) {
    return writeSlots + (writeSlots + 2) / 3 + 1;
  }

  /** The client itself, for threads made to call it: never an event loop or a mailbox. */
  public DynamoDbAsyncClient client() {
    return client;
  }

  /** What else works for the same store. */
  public Hands hands() {
    return hands;
  }

  /** Does something that takes no time after a while. */
  public void later(Duration pause, Runnable task) {
    readers.later(pause.toMillis(), task);
  }

  /** How long to wait before a read is repeated. */
  public Backoff backoff() {
    return new Backoff(hands.random());
  }

  /** The reader threads, for upkeep that must not run on a caller. */
  public Executor executor() {
    return readers;
  }

  /**
   * Makes a request on a reader thread; throttled ones and lost connections are tried again a few
   * times. Fails with a {@link StorageException} only; completes on a reader thread.
   *
   * @param what names the purpose in messages, such as {@code reading mqb_session}
   */
  public <T> CompletableFuture<T> request(
      String what, Function<DynamoDbAsyncClient, CompletableFuture<T>> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    attempt(new Request<>(what, call, result, backoff()));
    return result;
  }

  /**
   * Asks for what a batch left unprocessed: at once while it makes progress, else after a pause, and
   * not for ever.
   */
  public <T> CompletableFuture<T> goOn(
      boolean progress, Backoff backoff, Supplier<CompletableFuture<T>> next) {
    if (progress) {
      backoff.reset();
      return next.get();
    }
    if (backoff.tries() >= READ_TRIES) {
      return CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.THROTTLED, "the store leaves reads unprocessed"));
    }
    return CompletableFuture.supplyAsync(
            next, task -> readers.later(backoff.nextMillis(), task))
        .thenCompose(Function.identity());
  }

  private record Request<T>(
      String what,
      Function<DynamoDbAsyncClient, CompletableFuture<T>> call,
      CompletableFuture<T> result,
      Backoff backoff) {}

  private <T> void attempt(Request<T> request) {
    try {
      readers.execute(() -> send(request));
    } catch (RejectedExecutionException e) {
      request.result.completeExceptionally(
          new StorageException(
              StorageException.Kind.UNAVAILABLE, request.what + ": the store is closed", e));
    }
  }

  private <T> void send(Request<T> request) {
    meters.count(Metric.STORE_REQUESTS);
    CompletableFuture<T> answer;
    try {
      answer = request.call.apply(client);
    } catch (RuntimeException e) {
      // The SDK throws some faults; others are our own, and who asks must not wait for ever.
      answer = CompletableFuture.failedFuture(e);
    }
    // The handler runs on the SDK's loop threads, hence the hand-over.
    answer.whenComplete(
        (value, error) -> {
          try {
            readers.execute(() -> finish(request, value, error));
          } catch (RejectedExecutionException closed) {
            finish(request, value, error);
          }
        });
  }

  private <T> void finish(Request<T> request, T value, Throwable error) {
    if (error == null) {
      tell(null);
      request.result.complete(value);
      return;
    }
    Failure failure = Failure.of(error);
    boolean throttled = failure.kind() == Failure.Kind.THROTTLED;
    if (!isAbsentTable(failure)) {
      meters.count(throttled ? Metric.STORE_THROTTLED : Metric.STORE_ERRORS);
    }
    boolean away = failure.kind() == Failure.Kind.UNAVAILABLE && !isAbsentTable(failure);
    tell(away ? failure : null);
    boolean again = throttled || isLostConnection(failure);
    if (again && request.backoff.tries() < READ_TRIES && !readers.isClosed()) {
      readers.later(request.backoff.nextMillis(), () -> attempt(request));
    } else {
      request.result.completeExceptionally(failure.toException(request.what));
    }
  }

  private void tell(Failure failure) {
    try {
      outcomes.accept(failure);
    } catch (RuntimeException bug) {
      faults.tell(bug);
    }
  }

  /** Asking whether a table exists is no error of the store. */
  private static boolean isAbsentTable(Failure failure) {
    return failure.cause()
        instanceof software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
  }

  private static boolean isLostConnection(Failure failure) {
    return failure.kind() == Failure.Kind.UNAVAILABLE
        && !failure.text().startsWith("no AWS credentials")
        && !(failure.cause() instanceof software.amazon.awssdk.awscore.exception.AwsServiceException s
            && s.statusCode() < 500);
  }

  /** Ends every request and thread; requests still under way fail. */
  @Override
  public void close() {
    end.run();
    readers.close();
  }
}
