package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.work.Hands;
import io.dynamq.observe.Meters;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

class TableReaderTest {
  private static final int ROWS = 10_000;

  private final ConcurrentLinkedQueue<Integer> limits = new ConcurrentLinkedQueue<>();

  /** A store with numbered rows, a quarter in each segment, that is too slow for large pages. */
  private CompletableFuture<ScanResponse> scan(ScanRequest request, int most) {
    limits.add(request.limit());
    if (request.limit() > most) {
      return CompletableFuture.failedFuture(ApiCallAttemptTimeoutException.create(2_000));
    }
    int end = ROWS / request.totalSegments() * (request.segment() + 1);
    int from =
        request.hasExclusiveStartKey()
            ? Integer.parseInt(request.exclusiveStartKey().get("c").s()) + 1
            : end - ROWS / request.totalSegments();
    int to = Math.min(end, from + request.limit());
    List<Map<String, AttributeValue>> rows = IntStream.range(from, to).mapToObj(this::row).toList();
    ScanResponse.Builder answer = ScanResponse.builder().items(rows);
    return CompletableFuture.completedFuture(
        (to < end ? answer.lastEvaluatedKey(row(to - 1)) : answer).build());
  }

  private Map<String, AttributeValue> row(int number) {
    return Map.of("c", AttributeValue.fromS(String.valueOf(number)));
  }

  private List<Integer> read(int most) throws Exception {
    DynamoDbAsyncClient client =
        (DynamoDbAsyncClient)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DynamoDbAsyncClient.class},
                (proxy, method, arguments) -> scan((ScanRequest) arguments[0], most));
    PoolSettings settings = new PoolSettings("test", "us-west-2", null, 2, new AwsKeys("k", "s"));
    ConcurrentLinkedQueue<Integer> found = new ConcurrentLinkedQueue<>();
    try (DynamoPool pool =
        new DynamoPool(settings, new Meters(), client, () -> {}, Hands.threads())) {
      new TableReader(pool)
          .scan(TableSpec.of("t", "c"), row -> found.add(Integer.valueOf(row.get("c").s())))
          .get(60, TimeUnit.SECONDS);
    }
    return found.stream().sorted(Comparator.naturalOrder()).toList();
  }

  @Test
  void everyRowComesOnceInPagesThatGrow() throws Exception {
    assertThat(read(Integer.MAX_VALUE)).isEqualTo(IntStream.range(0, ROWS).boxed().toList());
    assertThat(new TreeSet<>(limits)).containsExactly(500, 1_000, 2_000);
  }

  @Test
  void aStoreThatIsTooSlowIsAskedForLess() throws Exception {
    assertThat(read(1_000)).isEqualTo(IntStream.range(0, ROWS).boxed().toList());
    assertThat(limits).contains(2_000, 500);
  }
}
