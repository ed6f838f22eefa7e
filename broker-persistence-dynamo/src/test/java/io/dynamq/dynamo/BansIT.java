package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.observe.Meters;
import io.dynamq.store.BanStore;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredBan;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Bans outlive the process and are other nodes' too, beside what else is in their table. */
class BansIT {

  @Test
  void bansAreThereAfterARestartAndForOtherNodes() throws Exception {
    String prefix = Stores.newPrefix();
    StoredBan one = new StoredBan("clientid", "c/1", "r", "b", 5, Long.MAX_VALUE);
    StoredBan two = new StoredBan("peerhost", "10.0.0.0/8", "", "b", 5, 7);
    StoredBan longest = new StoredBan("clientid", "x".repeat(60_000), "", "b", 5, 7);
    try (Storage storage = open("a", prefix)) {
      BanStore bans = storage.bans();
      assertThat(bans.all().get()).isEmpty();
      bans.put(one).get();
      bans.put(new StoredBan("peerhost", "10.0.0.0/8", "other", "b", 4, 6)).get();
      bans.put(two).get();
      bans.put(longest).get();
      assertThat(bans.all().get()).containsExactlyInAnyOrder(one, two, longest);
      assertThat(bans.all().get()).as("read once").isSameAs(bans.all().get());
    }
    try (Storage other = open("b", prefix)) {
      assertThat(other.bans().all().get()).containsExactlyInAnyOrder(one, two, longest);
      other.bans().remove("clientid", "c/1").get();
      other.bans().remove("clientid", longest.who()).get();
      assertThat(other.bans().all().get()).containsExactly(two);
      try (Storage third = open("c", prefix)) {
        third.bans().put(one).get();
      }
      assertThat(other.bans().all().get()).containsExactlyInAnyOrder(one, two);
    }
  }

  @Test
  void otherNodesReadWhatHasChangedAndScanNothing() throws Exception {
    String prefix = Stores.newPrefix();
    StoredBan one = new StoredBan("clientid", "c/1", "r", "b", 5, Long.MAX_VALUE);
    StoredBan two = new StoredBan("clientid", "c/2", "r", "b", 5, Long.MAX_VALUE);
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
        Storage watcher = open("a", prefix, store.endpoint());
        Storage other = open("b", prefix, store.endpoint())) {
      assertThat(watcher.bans().all().get()).isEmpty();
      Faults faults = store.faults();
      // Strikes where it is seen, and does nothing but that.
      faults.add(Fault.latency(Duration.ofNanos(1), Duration.ZERO).on("Scan"));
      long before = faults.strikes();
      other.bans().put(one).get();
      assertThat(watcher.bans().all().get()).containsExactly(one);
      CompletableFuture.allOf(other.bans().put(two), watcher.bans().remove("clientid", "c/1"))
          .get();
      assertThat(watcher.bans().all().get()).containsExactly(two);
      assertThat(faults.strikes()).as("scans").isEqualTo(before);
      for (int i = 0; i <= BanChanges.KEPT / 2; i++) {
        other.bans().remove("clientid", "flapping").get();
        other.bans().put(one).get();
      }
      assertThat(watcher.bans().all().get()).containsExactlyInAnyOrder(one, two);
      assertThat(faults.strikes()).as("scans of one who has missed much").isGreaterThan(before);
    }
  }

  private static Storage open(String node, String prefix) throws Exception {
    return open(node, prefix, Stores.embedded());
  }

  private static Storage open(String node, String prefix, URI store) throws Exception {
    return Stores.open(node, Stores.settings(store, prefix, Map.of()), new Meters());
  }
}
