package io.dynamq.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, closing, and the reasons for not starting. */
class StartIT {

  @TempDir Path directory;

  @Test
  void keepsTablesAndItemsOverARestart() throws Exception {
    Path data = directory.resolve("new").resolve("data");
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.onDisk(data).withFsync(true))) {
      RawClient client = new RawClient(store.endpoint());
      client.createTable("things");
      client.call("PutItem", "{\"TableName\":\"things\",\"Item\":{\"p\":{\"S\":\"a\"}}}");
    }
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.onDisk(data))) {
      RawClient client = new RawClient(store.endpoint());
      assertThat(client.call("Scan", "{\"TableName\":\"things\"}").body())
          .isEqualTo("{\"Items\":[{\"p\":{\"S\":\"a\"}}],\"Count\":1,\"ScannedCount\":1}");
      client.call("DeleteTable", "{\"TableName\":\"things\"}");
      client.createTable("things");
      assertThat(client.call("Scan", "{\"TableName\":\"things\"}").body()).contains("\"Count\":0");
    }
  }

  @Test
  void closesTwice() {
    EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
    store.close();
    store.close();
    assertThat(store.sweepNow()).isZero();
  }

  @Test
  void saysThatThePortIsTaken() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory())) {
      Options same = Options.inMemory().withPort(store.port());
      assertThatThrownBy(() -> EmbeddedDynamoDb.start(same))
          .isInstanceOf(StartException.class)
          .hasMessage("cannot listen on 127.0.0.1 port " + store.port());
    }
  }

  @Test
  void saysThatTheDirectoryIsInUse() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.onDisk(directory))) {
      assertThat(store.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedDynamoDb.start(Options.onDisk(directory)))
          .isInstanceOf(StartException.class)
          .hasMessage("the data directory " + directory + " is in use by another process");
    }
  }

  @Test
  void saysThatTheDirectoryIsDamaged() throws Exception {
    EmbeddedDynamoDb.start(Options.onDisk(directory)).close();
    List<Path> manifests;
    try (Stream<Path> files = Files.list(directory)) {
      manifests = files.filter(f -> f.getFileName().toString().startsWith("MANIFEST")).toList();
    }
    for (Path manifest : manifests) {
      Files.writeString(manifest, "this is no manifest at all, not even a short one");
    }
    assertThatThrownBy(() -> EmbeddedDynamoDb.start(Options.onDisk(directory)))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("the data directory " + directory + " is damaged: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void saysThatTheDirectoryIsAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertThatThrownBy(() -> EmbeddedDynamoDb.start(Options.onDisk(file)))
        .isInstanceOf(StartException.class)
        .hasMessageStartingWith("cannot create the data directory " + file);
  }

  @Test
  void sweepsExpiredItems() throws Exception {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory())) {
      RawClient client = new RawClient(store.endpoint());
      client.createTable("things");
      client.call(
          "UpdateTimeToLive",
          "{\"TableName\":\"things\",\"TimeToLiveSpecification\":{\"Enabled\":true,\"AttributeName\":\"x\"}}");
      long now = System.currentTimeMillis() / 1000;
      for (long end : new long[] {now - 10, now - 5, now + 100, 12}) {
        client.call(
            "PutItem",
            "{\"TableName\":\"things\",\"Item\":{\"p\":{\"S\":\"%d\"},\"x\":{\"N\":\"%d\"}}}"
                .formatted(end, end));
      }
      assertThat(store.sweepNow()).isEqualTo(2);
      assertThat(client.call("Scan", "{\"TableName\":\"things\"}").body()).contains("\"Count\":2");
    }
  }
}
