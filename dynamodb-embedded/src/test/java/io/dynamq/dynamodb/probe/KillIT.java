package io.dynamq.dynamodb.probe;

import static io.dynamq.dynamodb.probe.ProbeFixture.item;
import static io.dynamq.dynamodb.probe.ProbeFixture.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Main;
import io.dynamq.dynamodb.Options;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A process that is killed in the middle of writing keeps every write that it has answered. */
class KillIT {

  private static final int ACKED_MIN = 1000;

  @TempDir Path directory;

  @Test
  void keepsEveryAnsweredWrite() throws Exception {
    Set<String> acked = ConcurrentHashMap.newKeySet();
    Process process = start();
    try (DynamoDbClient client = ProbeFixture.client(endpoint(process))) {
      ProbeFixture.createTable(client, "kept", null);
      CompletableFuture<?>[] writers =
          IntStream.range(0, 4)
              .mapToObj(i -> CompletableFuture.runAsync(() -> writeUntilKilled(client, i, acked)))
              .toArray(CompletableFuture[]::new);
      Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> acked.size() >= ACKED_MIN);
      process.destroyForcibly().waitFor();
      CompletableFuture.allOf(writers).join();
    } finally {
      process.destroyForcibly();
    }
    try (EmbeddedDynamoDb reopened = EmbeddedDynamoDb.start(Options.onDisk(directory));
        DynamoDbClient client = ProbeFixture.client(reopened.endpoint())) {
      Set<String> found = new HashSet<>();
      client
          .scanPaginator(r -> r.tableName("kept"))
          .items()
          .forEach(item -> found.add(item.get("p").s()));
      assertThat(found).containsAll(acked);
      Awaitility.await()
          .until(
              () ->
                  client.describeTable(r -> r.tableName("kept")).table().itemCount()
                      == found.size());
    }
  }

  private static void writeUntilKilled(DynamoDbClient client, int writer, Set<String> acked) {
    int i = 0;
    while (true) {
      String key = writer + "-" + i++;
      try {
        client.putItem(r -> r.tableName("kept").item(item("p", s(key), "v", s("x".repeat(200)))));
      } catch (SdkException e) {
        return;
      }
      acked.add(key);
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--port",
            "0",
            "--data-dir",
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static URI endpoint(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    assertThat(line).startsWith("listening on ");
    return URI.create(line.substring("listening on ".length()));
  }
}
