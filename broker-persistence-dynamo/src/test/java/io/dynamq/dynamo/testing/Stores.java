package io.dynamq.dynamo.testing;

import io.dynamq.dynamo.DynamoStorageProvider;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.observe.Meters;
import io.dynamq.setting.Setting;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageProvider;
import io.dynamq.time.Time;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Opens storages on any store, each test on tables of its own. */
public final class Stores {
  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static EmbeddedDynamoDb embedded;

  private Stores() {}

  /** One embedded store for all tests of a JVM that do not switch faults on. */
  public static synchronized URI embedded() {
    if (embedded == null) {
      embedded = EmbeddedDynamoDb.start(Options.inMemory());
    }
    return embedded.endpoint();
  }

  /** A prefix that no other test uses. */
  public static String newPrefix() {
    return "t" + ProcessHandle.current().pid() + "_" + PREFIXES.incrementAndGet() + "_";
  }

  /** What configures a storage on this endpoint. */
  public static List<Setting> settings(URI endpoint, String prefix, Map<String, String> more) {
    List<Setting> settings = new ArrayList<>();
    settings.add(setting("backend.dynamo.region", "us-west-2"));
    settings.add(setting("backend.dynamo.pool1.server", endpoint.toString()));
    settings.add(setting("backend.dynamo.pool1.aws_access_key_id", "FAKEKEY"));
    settings.add(setting("backend.dynamo.pool1.aws_secret_access_key", "FAKESECRET"));
    settings.add(setting("persistence.dynamo.table_prefix", prefix));
    more.forEach((key, value) -> settings.add(setting(key, value)));
    return settings;
  }

  /** One entry, from nowhere in particular. */
  public static Setting setting(String key, String value) {
    return new Setting(key, value, "test:1");
  }

  /** Opens a storage as the server would, in a data directory of its own. */
  public static Storage open(String node, List<Setting> settings, Meters meters) throws Exception {
    return open(node, settings, meters, Path.of("target", "data", newPrefix()));
  }

  /** The same in a given data directory. */
  public static Storage open(
      String node, List<Setting> settings, Meters meters, Path dataDirectory) throws Exception {
    return new DynamoStorageProvider()
        .open(
            new StorageProvider.Context(node, settings, dataDirectory, Time.system(), meters));
  }

  /** Copies a data directory as a kill would leave it. */
  public static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
