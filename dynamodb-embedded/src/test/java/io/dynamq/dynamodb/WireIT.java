package io.dynamq.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is on the wire: headers, error bodies, and the order of answers. */
class WireIT {

  private static EmbeddedDynamoDb store;
  private static RawClient client;

  @BeforeAll
  static void start() throws Exception {
    store = EmbeddedDynamoDb.start(Options.inMemory());
    client = new RawClient(store.endpoint());
    client.createTable("things");
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  @Test
  void answersCarryTheHeadersOfTheService() throws Exception {
    HttpResponse<String> answer = client.call("ListTables", "{}");
    CRC32 crc = new CRC32();
    crc.update(answer.body().getBytes(StandardCharsets.UTF_8));
    assertThat(answer.headers().firstValue("x-amz-crc32")).contains("" + crc.getValue());
    assertThat(answer.headers().firstValue("content-type")).contains("application/x-amz-json-1.0");
    assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
    assertThat(answer.body()).isEqualTo("{\"TableNames\":[\"things\"]}");
  }

  @Test
  void tellsThatItIsHealthy() throws Exception {
    assertThat(client.send("GET", "/", "").body()).startsWith("healthy:");
  }

  @Test
  void refusesInTheShapesOfTheService() throws Exception {
    assertRefused(client.call("Dance", "{}"), "service#UnknownOperationException");
    assertRefused(client.call("ListTables", "no json"), "service#SerializationException");
    assertRefused(client.call("ListTables", "[]"), "service#SerializationException");
    assertRefused(client.call("ListTables", "{\"Limit\":\"x\"}"), "service#SerializationException");
    assertRefused(
        client.call("DescribeTable", "{\"TableName\":\"none\"}"),
        "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
    assertRefused(client.call("DescribeTable", "{}"), "validate#ValidationException");
    assertRefused(client.send("POST", "/", "{}"), "#MissingAuthenticationTokenException");
    assertThat(client.send("POST", "/_faults", "{\"kind\":\"RESET\"}").body())
        .contains("MissingAuthenticationToken");
  }

  private static void assertRefused(HttpResponse<String> answer, String type) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).startsWith("{\"__type\":\"com.amazon").contains(type);
  }

  @Test
  void boundsTheDepthOfExpressions() throws Exception {
    String deep = "(".repeat(1500) + "p = :v" + ")".repeat(1500);
    String body =
        "{\"TableName\":\"things\",\"Item\":{\"p\":{\"S\":\"a\"}},\"ConditionExpression\":\""
            + deep
            + "\",\"ExpressionAttributeValues\":{\":v\":{\"S\":\"a\"}}}";
    assertThat(client.call("PutItem", body).body()).contains("nested too deeply");
  }

  @Test
  void boundsTheDepthOfValues() throws Exception {
    String value = "{\"L\":[".repeat(33) + "]}".repeat(33);
    String body = "{\"TableName\":\"things\",\"Item\":{\"p\":{\"S\":\"a\"},\"v\":" + value + "}}";
    assertThat(client.call("PutItem", body).body())
        .contains("Nesting Levels have exceeded supported limits");
    String legal = "{\"L\":[".repeat(32) + "]}".repeat(32);
    String accepted = "{\"TableName\":\"things\",\"Item\":{\"p\":{\"S\":\"a\"},\"v\":" + legal + "}}";
    assertThat(client.call("PutItem", accepted).body()).isEqualTo("{}");
  }

  @Test
  void keepsTheOrderOfPipelinedRequests() throws Exception {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      String operation = i % 2 == 0 ? "ListTables" : "DescribeLimits";
      requests
          .append("POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: x\r\n")
          .append("X-Amz-Target: DynamoDB_20120810.")
          .append(operation)
          .append(i == 19 ? "\r\nConnection: close" : "")
          .append("\r\nContent-Length: 2\r\n\r\n{}");
    }
    try (Socket socket = new Socket("127.0.0.1", store.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(requests.toString().getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answers = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      String order = answers.replaceAll("(?s)\\{\"TableNames.*?\\}", "<T>").replaceAll(
          "(?s)\\{\"AccountMax.*?\\}", "<L>").replaceAll("(?s)[^<TL>]|(?<!<)[TL]|[<>]", "");
      assertThat(order).isEqualTo("TL".repeat(10));
    }
  }
}
