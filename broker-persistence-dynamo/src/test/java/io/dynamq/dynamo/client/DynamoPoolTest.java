package io.dynamq.dynamo.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.work.Hands;
import io.dynamq.observe.Meters;
import io.dynamq.store.StorageException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DynamoPoolTest {
  private final PoolSettings settings =
      new PoolSettings("test", "us-west-2", null, 2, new AwsKeys("k", "s"));

  @Test
  void whoAsksForNonsenseIsAnsweredToo() throws Exception {
    try (DynamoPool pool =
        new DynamoPool(settings, new Meters(), null, () -> {}, Hands.threads())) {
      CompletableFuture<Void> answer =
          pool.request(
              "asking for nonsense",
              client -> {
                throw new IllegalStateException("as the test wants");
              });
      Throwable fault = answer.handle((done, error) -> error).get(10, TimeUnit.SECONDS);
      assertThat(fault)
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("asking for nonsense")
          .hasMessageContaining("as the test wants");
    }
  }

  @Test
  void whoListensBadlyKeepsNobodyFromHisAnswer() throws Exception {
    try (DynamoPool pool =
        new DynamoPool(settings, new Meters(), null, () -> {}, Hands.threads())) {
      pool.onOutcome(
          outcome -> {
            throw new IllegalStateException("as the test wants");
          });
      CompletableFuture<String> answer =
          pool.request("asking", client -> CompletableFuture.completedFuture("well"));
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("well");
    }
  }
}
