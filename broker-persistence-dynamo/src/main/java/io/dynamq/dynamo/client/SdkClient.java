package io.dynamq.dynamo.client;

import io.dynamq.observe.Meters;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/**
 * The SDK's client as we want it: two I/O threads, because they parse all that is read at the start,
 * bounded waits, and no retries of its own, which keep a throttled call alive for most of a minute.
 */
final class SdkClient {
  private static final long QUIET_MILLIS = 50;
  private static final long CLOSE_MILLIS = 1_000;

  private static final int IO_THREADS = 2;

  private final SdkEventLoopGroup eventLoop;
  private final DynamoDbAsyncClient client;

  /** Connects only with the first request. */
  SdkClient(PoolSettings settings, Meters meters) {
    eventLoop = loops(daemons("dynamo-" + settings.name() + "-io"));
    DynamoDbAsyncClientBuilder builder =
        DynamoDbAsyncClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings.keys()))
            .overrideConfiguration(overrides(meters, eventLoop.eventLoopGroup()))
            .asyncConfiguration(
                c ->
                    c.advancedOption(
                        SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
            .httpClientBuilder(http(settings.size()));
    if (settings.server() != null) {
      builder.endpointOverride(settings.server());
    }
    client = builder.build();
  }

  /** The SDK knows epoll by the name of this old class only. */
  @SuppressWarnings("deprecation")
  private static SdkEventLoopGroup loops(ThreadFactory threads) {
    return Epoll.isAvailable()
        ? SdkEventLoopGroup.create(new EpollEventLoopGroup(IO_THREADS, threads))
        : SdkEventLoopGroup.builder().numberOfThreads(IO_THREADS).threadFactory(threads).build();
  }

  DynamoDbAsyncClient client() {
    return client;
  }

  /**
   * The time of a request is watched by the I/O threads, which look at it when they pass. The SDK's
   * own threads for that would wake up for every request. One try is all there is, so the time of a
   * call is that of its try.
   */
  private static ClientOverrideConfiguration overrides(
      Meters meters, ScheduledExecutorService timers) {
    return ClientOverrideConfiguration.builder()
        .addExecutionInterceptor(new RowInterceptor())
        .addExecutionInterceptor(new CapacityMeter(meters.consumption()))
        .addMetricPublisher(new CallMeter(meters))
        .retryStrategy(r -> r.maxAttempts(1))
        .apiCallAttemptTimeout(Duration.ofSeconds(2))
        .scheduledExecutorService(timers)
        .build();
  }

  private NettyNioAsyncHttpClient.Builder http(int connections) {
    return NettyNioAsyncHttpClient.builder()
        .eventLoopGroup(eventLoop)
        .maxConcurrency(connections)
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

  private static ThreadFactory daemons(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Fails what is under way and ends the thread. */
  void close() {
    client.close();
    // Connections are given back from one loop to another meanwhile; none may find the other gone.
    eventLoop.eventLoopGroup().shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
