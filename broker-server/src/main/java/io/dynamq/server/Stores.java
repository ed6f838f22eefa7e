package io.dynamq.server;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.StartException;
import io.dynamq.observe.Meters;
import io.dynamq.server.config.EmbeddedConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageProvider;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Opens the stores that the configuration asks for. */
final class Stores {

  private Stores() {}

  static EmbeddedDynamoDb embedded(EmbeddedConfig config) throws StartFailure {
    try {
      return EmbeddedDynamoDb.start(
          Options.onDisk(config.directory())
              .withHost(config.address().host())
              .withPort(config.address().port()));
    } catch (StartException e) {
      throw new StartFailure("the embedded store cannot start: " + e.getMessage(), e);
    }
  }

  /** What the configured store finds wrong with its keys. */
  static List<Problem> check(ServerConfig config) {
    return provider(config).map(store -> store.check(config.settings())).orElse(List.of());
  }

  static Storage storage(ServerConfig config, Time time, Meters meters)
      throws InvalidSettingsException, StartFailure {
    String node = config.broker().node();
    if (config.persistence().equals("memory")) {
      return new MemoryStorage(node);
    }
    StorageProvider provider =
        provider(config)
            .orElseThrow(
                () -> new StartFailure("there is no store called " + config.persistence()));
    return open(
        provider,
        new StorageProvider.Context(node, config.settings(), config.dataDirectory(), time, meters));
  }

  static Optional<StorageProvider> provider(ServerConfig config) {
    return ServiceLoader.load(StorageProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(store -> store.name().equals(config.persistence()))
        .findFirst();
  }

  private static Storage open(StorageProvider provider, StorageProvider.Context context)
      throws InvalidSettingsException, StartFailure {
    try {
      return provider.open(context);
    } catch (StorageException e) {
      throw new StartFailure("the store cannot be used: " + e.getMessage(), e);
    }
  }
}
