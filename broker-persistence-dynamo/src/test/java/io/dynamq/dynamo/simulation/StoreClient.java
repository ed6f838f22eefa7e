package io.dynamq.dynamo.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The SDK's own client over a network that is a {@link TableStore}: requests and answers are its
 * real JSON. Its timers are off, for they know the machine's clock only.
 */
final class StoreClient implements SdkAsyncHttpClient {
  private final TableStore store;
  private final Schedule.Lane back;

  private StoreClient(TableStore store, Schedule.Lane back) {
    this.store = store;
    this.back = back;
  }

  /** For one process. */
  static DynamoDbAsyncClient open(TableStore store, Schedule schedule, Life life) {
    return DynamoDbAsyncClient.builder()
        .region(Region.US_WEST_2)
        .endpointOverride(java.net.URI.create("http://simulation"))
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .asyncConfiguration(
            c ->
                c.advancedOption(
                    SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
        .httpClient(new StoreClient(store, schedule.lane(life, life + " io")))
        .build();
  }

  @Override
  public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    String target = request.request().firstMatchingHeader("X-Amz-Target").orElseThrow();
    store.ask(
        target,
        body(request.requestContentPublisher()),
        back,
        new TableStore.Asker() {
          @Override
          public void answered(int status, byte[] body) {
            request
                .responseHandler()
                .onHeaders(
                    SdkHttpResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "application/x-amz-json-1.0")
                        .putHeader("Content-Length", Integer.toString(body.length))
                        .build());
            request.responseHandler().onStream(once(body));
            done.complete(null);
          }

          @Override
          public void failed(IOException why) {
            request.responseHandler().onError(why);
            done.completeExceptionally(why);
          }
        });
    return done;
  }

  private static byte[] body(Publisher<ByteBuffer> content) {
    ByteBuffer all = ByteBuffer.allocate(1 << 20);
    content.subscribe(
        new Subscriber<>() {
          @Override
          public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
          }

          @Override
          public void onNext(ByteBuffer part) {
            all.put(part);
          }

          @Override
          public void onError(Throwable error) {
            throw new IllegalStateException(error);
          }

          @Override
          public void onComplete() {
            all.flip();
          }
        });
    byte[] body = new byte[all.remaining()];
    all.get(body);
    return body;
  }

  private static Publisher<ByteBuffer> once(byte[] body) {
    return subscriber ->
        subscriber.onSubscribe(
            new Subscription() {
              private boolean given;

              @Override
              public void request(long n) {
                if (!given) {
                  given = true;
                  subscriber.onNext(ByteBuffer.wrap(body));
                  subscriber.onComplete();
                }
              }

              @Override
              public void cancel() {
                given = true;
              }
            });
  }

  @Override
  public String clientName() {
    return "simulation";
  }

  @Override
  public void close() {
    // There is nothing to end.
  }
}
