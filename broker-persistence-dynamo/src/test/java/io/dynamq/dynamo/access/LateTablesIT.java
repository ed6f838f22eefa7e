package io.dynamq.dynamo.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.observe.Meters;
import io.dynamq.store.StorageException;
import io.dynamq.store.access.AccessOptions;
import io.dynamq.store.access.AccessTables;
import io.dynamq.store.access.AccessTablesProvider;
import io.dynamq.time.Time;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A store that comes after the broker gets its tables of users and rules too. */
class LateTablesIT {
  private static final AccessOptions OPTIONS =
      new AccessOptions(null, "mqtt_user", "mqtt_acl", 100, 0, 100);

  private static AccessTablesProvider.Context context(EmbeddedDynamoDb store) {
    return new AccessTablesProvider.Context(
        OPTIONS,
        Stores.settings(store.endpoint(), "t_", Map.of()),
        Time.system(),
        new Meters());
  }

  @Test
  void theTablesAreMadeWhenTheStoreComes() throws Exception {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory())) {
      store.faults().refuseConnections(true);
      assertThatThrownBy(() -> new DynamoAccessProvider().open(context(store), true))
          .isInstanceOf(StorageException.class);
      try (AccessTables tables = new DynamoAccessProvider().open(context(store), false)) {
        assertThat(tables.user("user:ann").handle((user, fault) -> fault).join()).isNotNull();
        store.faults().clear();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> tables.user("user:ann").handle((user, fault) -> fault).join() == null);
        assertThat(tables.user("user:ann").join()).isNull();
        assertThat(tables.rules("all").join().now()).isEmpty();
      }
    }
  }
}
