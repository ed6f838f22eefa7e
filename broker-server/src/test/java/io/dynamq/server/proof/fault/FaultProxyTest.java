package io.dynamq.server.proof.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sees of each fault, and what has happened in the store meanwhile. */
class FaultProxyTest {
  private static final int REQUESTS = 40;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private EmbeddedDynamoDb store;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws Exception {
    store = EmbeddedDynamoDb.start(Options.inMemory());
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), store.port());
    proxy = FaultProxy.start(loops, 0, address, 1);
    ask(
        "CreateTable",
        "{\"TableName\":\"things\",\"BillingMode\":\"PAY_PER_REQUEST\",\"KeySchema\":[{\"AttributeName\":"
            + "\"k\",\"KeyType\":\"HASH\"}],\"AttributeDefinitions\":[{\"AttributeName\":\"k\","
            + "\"AttributeType\":\"S\"}]}");
  }

  @AfterEach
  void stop() {
    proxy.close();
    store.close();
    loops.shutdownGracefully();
  }

  private HttpResponse<String> ask(String operation, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(proxy.endpoint()))
            .timeout(Duration.ofSeconds(5))
            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
            .header("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/us-west-2/dynamodb/x")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> put(int key) throws Exception {
    return ask("PutItem", "{\"TableName\":\"things\",\"Item\":" + item(key) + "}");
  }

  private static String item(int key) {
    return "{\"k\":{\"S\":\"" + key + "\"}}";
  }

  private int stored() throws Exception {
    return json.readTree(ask("Scan", "{\"TableName\":\"things\"}").body()).path("Count").asInt();
  }

  /** Status of each of many puts, 0 where the connection was closed. */
  private List<Integer> putMany() throws Exception {
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < REQUESTS; i++) {
      try {
        answers.add(put(i).statusCode());
      } catch (IOException closed) {
        answers.add(0);
      }
    }
    proxy.set(null);
    return answers;
  }

  @Test
  void withoutAFaultNothingChangesAndRequestsAreCounted() throws Exception {
    assertThat(put(1).statusCode()).isEqualTo(200);
    assertThat(stored()).isOne();
    assertThat(proxy.counts().byOperation()).containsEntry("PutItem", 1L).containsEntry("Scan", 1L);
  }

  @Test
  void throttledAndFailedRequestsAreNotCarriedOut() throws Exception {
    proxy.set(StoreFault.THROTTLING);
    List<Integer> throttled = putMany();
    assertThat(throttled).contains(400, 200).doesNotContain(0);
    int done = stored();
    assertThat(done).isEqualTo((int) throttled.stream().filter(code -> code == 200).count());
    proxy.set(StoreFault.ERRORS);
    assertThat(putMany()).contains(500, 200).doesNotContain(0);
  }

  @Test
  void aResetRequestIsNotCarriedOutAndAnAmbiguousOneIs() throws Exception {
    proxy.set(StoreFault.RESETS);
    // The JDK's client repeats some requests by itself, so only the store tells.
    List<Integer> reset = putMany();
    assertThat(stored()).isGreaterThanOrEqualTo((int) reset.stream().filter(c -> c == 200).count());
    proxy.set(StoreFault.AMBIGUOUS);
    assertThat(putMany()).contains(0);
    assertThat(stored()).isEqualTo(REQUESTS);
  }

  @Test
  void refusalClosesAndABlackHoleIsSilentUntilItEnds() throws Exception {
    put(1);
    proxy.set(StoreFault.REFUSAL);
    assertThatThrownBy(() -> put(2)).isInstanceOf(IOException.class);
    proxy.set(StoreFault.BLACKHOLE);
    assertThatThrownBy(() -> put(3)).isInstanceOf(HttpTimeoutException.class);
    proxy.set(null);
    assertThat(put(4).statusCode()).isEqualTo(200);
    assertThat(stored()).isEqualTo(2);
  }

  @Test
  void aRefusalMayEndAtOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      proxy.set(StoreFault.REFUSAL);
      proxy.set(null);
    }
    assertThat(put(1).statusCode()).isEqualTo(200);
  }

  @Test
  void unprocessedItemsComeBackAndAreNotStored() throws Exception {
    proxy.set(StoreFault.UNPROCESSED);
    StringBuilder batch = new StringBuilder("{\"RequestItems\":{\"things\":[");
    for (int i = 0; i < 20; i++) {
      batch.append(i == 0 ? "" : ",").append("{\"PutRequest\":{\"Item\":").append(item(i)).append("}}");
    }
    JsonNode answer = json.readTree(ask("BatchWriteItem", batch.append("]}}").toString()).body());
    proxy.set(null);
    int left = answer.path("UnprocessedItems").path("things").size();
    assertThat(left).isBetween(1, 19);
    assertThat(stored()).isEqualTo(20 - left);
  }
}
