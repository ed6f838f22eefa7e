package io.dynamq.dynamo.client;

import io.dynamq.observe.Meters;
import java.time.Duration;
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
    eventLoop =
        SdkEventLoopGroup.builder()
            .numberOfThreads(IO_THREADS)
            .threadFactory(daemons("dynamo-" + settings.name() + "-io"))
            .build();
    DynamoDbAsyncClientBuilder builder =
        DynamoDbAsyncClient.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings.keys()))
            .overrideConfiguration(overrides(meters))
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

  DynamoDbAsyncClient client() {
    return client;
  }

  private static ClientOverrideConfiguration overrides(Meters meters) {
    return ClientOverrideConfiguration.builder()
        .addExecutionInterceptor(new RowInterceptor())
        .addExecutionInterceptor(new CapacityMeter(meters.consumption()))
        .addMetricPublisher(new CallMeter(meters))
        .retryStrategy(r -> r.maxAttempts(1))
        .apiCallAttemptTimeout(Duration.ofSeconds(2))
        .apiCallTimeout(Duration.ofSeconds(3))
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
