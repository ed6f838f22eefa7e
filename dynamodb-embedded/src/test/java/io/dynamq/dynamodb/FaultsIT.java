package io.dynamq.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault does to a client what it says. */
class FaultsIT {

  private final EmbeddedDynamoDb store =
      EmbeddedDynamoDb.start(Options.inMemory().withFaultControl(true));
  private final RawClient client = new RawClient(store.endpoint());

  @BeforeEach
  void createTable() throws Exception {
    client.createTable("things");
  }

  @AfterEach
  void close() {
    store.close();
  }

  private String put(String key) throws Exception {
    String body = "{\"TableName\":\"things\",\"Item\":{\"p\":{\"S\":\"" + key + "\"}}}";
    return client.call("PutItem", body).body();
  }

  private boolean holds(String key) throws Exception {
    String body = "{\"TableName\":\"things\",\"Key\":{\"p\":{\"S\":\"" + key + "\"}}}";
    return client.call("GetItem", body).body().contains("Item");
  }

  @Test
  void throttlesOnlyWhatItNamesAndOnlySoOften() throws Exception {
    store.faults().add(Fault.of(FaultKind.THROUGHPUT_EXCEEDED).on("PutItem").atMost(1));
    store.faults().add(Fault.of(FaultKind.THROTTLING).onTable("others"));
    assertThat(holds("a")).isFalse();
    assertThat(put("a")).contains("#ProvisionedThroughputExceededException");
    assertThat(put("a")).isEqualTo("{}");
    assertThat(store.faults().strikes()).isEqualTo(1);
  }

  @Test
  void failsInternally() throws Exception {
    store.faults().add(Fault.of(FaultKind.INTERNAL_ERROR));
    HttpResponse<String> answer = client.call("ListTables", "{}");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("InternalServerError");
    store.faults().clear();
    assertThat(client.call("ListTables", "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void deniesAnActionAndNamesIt() throws Exception {
    store.faults().add(Fault.of(FaultKind.ACCESS_DENIED).on("PutItem"));
    assertThat(put("a"))
        .contains("#AccessDeniedException", "not authorized to perform: dynamodb:PutItem");
    assertThat(holds("a")).isFalse();
  }

  @Test
  void delaysTheAnswer() throws Exception {
    store.faults().add(Fault.latency(Duration.ofMillis(80), Duration.ofMillis(10)));
    long before = System.nanoTime();
    put("a");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(80));
  }

  @Test
  void hangsAndLeavesOthersAlone() throws Exception {
    store.faults().add(Fault.of(FaultKind.HANG).on("PutItem"));
    assertThatThrownBy(() -> put("a")).isInstanceOf(HttpTimeoutException.class);
    assertThat(holds("a")).isFalse();
  }

  @Test
  void resetLosesTheRequestAndAmbiguousTheAnswer() throws Exception {
    store.faults().add(Fault.of(FaultKind.RESET).on("PutItem").atMost(1));
    assertThatThrownBy(() -> put("a")).isInstanceOf(IOException.class);
    assertThat(holds("a")).isFalse();
    store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("PutItem").atMost(1));
    assertThatThrownBy(() -> put("a")).isInstanceOf(IOException.class);
    assertThat(holds("a")).isTrue();
  }

  @Test
  void refusesConnectionsUntilCleared() throws Exception {
    store.faults().refuseConnections(true);
    // A connection that the kernel had taken just before is reset instead of refused.
    assertThatThrownBy(() -> put("a")).isInstanceOf(IOException.class);
    store.faults().clear();
    assertThat(put("a")).isEqualTo("{}");
  }

  @Test
  void leavesAShareOfABatchUnprocessed() throws Exception {
    store.faults().add(Fault.of(FaultKind.UNPROCESSED).on("BatchWriteItem").atMost(1));
    String body =
        "{\"RequestItems\":{\"things\":["
            + "{\"PutRequest\":{\"Item\":{\"p\":{\"S\":\"a\"}}}},"
            + "{\"PutRequest\":{\"Item\":{\"p\":{\"S\":\"b\"}}}}]}}";
    assertThat(client.call("BatchWriteItem", body).body())
        .contains("\"UnprocessedItems\":{\"things\":[{\"PutRequest\":{\"Item\":{\"p\":{\"S\":\"a\"}");
    assertThat(holds("a")).isFalse();
    assertThat(holds("b")).isTrue();
  }

  @Test
  void aFractionIsSeeded() throws Exception {
    store.faults().add(Fault.of(FaultKind.THROTTLING).on("PutItem").withFraction(0.5));
    store.faults().seed(42);
    String first = pattern();
    store.faults().seed(42);
    assertThat(pattern()).isEqualTo(first).contains("x").contains(".");
  }

  private String pattern() throws Exception {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      pattern.append(put("a").contains("Throttling") ? "x" : ".");
    }
    return pattern.toString();
  }

  @Test
  void isSwitchedOverHttp() throws Exception {
    assertThat(client.send("POST", "/_faults", "{\"kind\":\"THROTTLING\"}").body())
        .isEqualTo("added");
    assertThat(put("a")).contains("ThrottlingException");
    assertThat(client.send("POST", "/_faults", "{\"kind\":\"MOOD\"}").statusCode()).isEqualTo(400);
    client.send("DELETE", "/_faults", "");
    assertThat(put("a")).isEqualTo("{}");
  }
}
