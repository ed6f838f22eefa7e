package io.dynamq.dynamo.client;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.StorageException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

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
  private final SdkEventLoopGroup eventLoop;
  private final DynamoDbAsyncClient client;
  private final ExecutorService readers;

  private DynamoPool(PoolSettings settings, Meters meters) {
    this.settings = settings;
    this.meters = meters;
    eventLoop =
        SdkEventLoopGroup.builder()
            .numberOfThreads(1)
            .threadFactory(daemons("dynamo-" + settings.name() + "-io"))
            .build();
    client = build();
    readers = Executors.newFixedThreadPool(READERS, daemons("dynamo-" + settings.name() + "-read"));
  }

  /**
   * Makes the client; connects only with the first request.
   *
   * @throws StorageException UNAVAILABLE if the settings cannot make a client
   */
  public static DynamoPool open(PoolSettings settings, Meters meters) {
    try {
      return new DynamoPool(settings, meters);
    } catch (SdkClientException e) {
      throw Failure.of(e).toException("pool " + settings.name());
    }
  }

  /** How this pool was configured. */
  public PoolSettings settings() {
    return settings;
  }

  /** Requests that writers may have under way, so that readers always find a connection. */
  public int writeSlots() {
    return Math.max(1, settings.size() - Math.max(1, settings.size() / 4));
  }

  /** How many connections give writers so many slots. */
  public static int sizeFor(int writeSlots) {
    return writeSlots + (writeSlots + 2) / 3 + 1;
  }

  /** The client itself, for threads made to call it: never an event loop or a mailbox. */
  public DynamoDbAsyncClient client() {
    return client;
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
    attempt(new Request<>(what, call, result, new Backoff()));
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
            next,
            CompletableFuture.delayedExecutor(
                backoff.nextMillis(), TimeUnit.MILLISECONDS, readers))
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
    } catch (SdkClientException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    // The handler runs on the SDK's only loop thread, hence the hand-over.
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
      request.result.complete(value);
      return;
    }
    Failure failure = Failure.of(error);
    boolean throttled = failure.kind() == Failure.Kind.THROTTLED;
    if (!isAbsentTable(failure)) {
      meters.count(throttled ? Metric.STORE_THROTTLED : Metric.STORE_ERRORS);
    }
    boolean again = throttled || isLostConnection(failure);
    if (again && request.backoff.tries() < READ_TRIES && !readers.isShutdown()) {
      CompletableFuture.delayedExecutor(request.backoff.nextMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> attempt(request));
    } else {
      request.result.completeExceptionally(failure.toException(request.what));
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

  private DynamoDbAsyncClient build() {
    DynamoDbAsyncClientBuilder builder =
        DynamoDbAsyncClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings.keys()))
            .overrideConfiguration(overrides())
            .asyncConfiguration(
                c ->
                    c.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .httpClientBuilder(http());
    if (settings.server() != null) {
      builder.endpointOverride(settings.server());
    }
    return builder.build();
  }

  private static ClientOverrideConfiguration overrides() {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(r -> r.maxAttempts(1))
        .apiCallAttemptTimeout(Duration.ofSeconds(2))
        .apiCallTimeout(Duration.ofSeconds(3))
        .build();
  }

  private NettyNioAsyncHttpClient.Builder http() {
    return NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(eventLoop)
        .maxConcurrency(settings.size())
        .maxPendingConnectionAcquires(256)
        .connectionAcquisitionTimeout(Duration.ofSeconds(1))
        .connectionTimeout(Duration.ofSeconds(2))
        .readTimeout(Duration.ofSeconds(5))
        .connectionMaxIdleTime(Duration.ofSeconds(60))
        .connectionTimeToLive(Duration.ofMinutes(5))
        .tcpKeepAlive(true);
  }

  private static AwsCredentialsProvider credentials(AwsKeys keys) {
    return keys == null
        ? DefaultCredentialsProvider.builder().build()
        : StaticCredentialsProvider.create(
            AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey()));
  }

  private static java.util.concurrent.ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Ends every request and thread; requests still under way fail. */
  @Override
  public void close() {
    client.close();
    readers.shutdown();
    eventLoop.eventLoopGroup().shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
