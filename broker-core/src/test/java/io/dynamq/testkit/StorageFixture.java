package io.dynamq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageException.Kind;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** The storages of one test and short ways to ask them; knows nothing of what is promised. */
public abstract class StorageFixture {
  private static final int WAIT_SECONDS = 30;
  static final ClientId CLIENT = new ClientId("client-1");

  private final List<Storage> opened = new ArrayList<>();

  /** Opens a view of the backing for a node, the first time on an empty one. */
  protected abstract Storage open(String node) throws Exception;

  /** Called after each test when all storages are closed. */
  protected abstract void closeBacking() throws Exception;

  @AfterEach
  void closeAll() throws Exception {
    opened.forEach(Storage::close);
    closeBacking();
  }

  final Storage node(String name) {
    try {
      Storage storage = open(name);
      opened.add(storage);
      return storage;
    } catch (Exception e) {
      throw new AssertionError("cannot open the storage", e);
    }
  }

  final void end(Storage storage) {
    opened.remove(storage);
    storage.close();
  }

  static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
  }

  static void assertFenced(CompletableFuture<?> future) {
    Throwable thrown = catchThrowable(() -> done(future));
    assertThat(thrown).isInstanceOf(CompletionException.class);
    assertThat(thrown.getCause())
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FENCED));
  }

  static Lease claim(Storage storage, ClientId id) {
    return done(storage.sessions().claim(id)).lease();
  }

  static void append(Storage storage, Lease lease, StoredMessage... messages) {
    for (StoredMessage message : messages) {
      done(storage.inflight().append(lease, message, Durability.MEMORY));
    }
  }

  static List<StoredMessage> queue(Storage storage, ClientId id) {
    return done(storage.inflight().read(id, Position.START, 10_000, Integer.MAX_VALUE));
  }

  static List<String> payloads(List<StoredMessage> messages) {
    return messages.stream().map(m -> new String(m.message().payload(), StandardCharsets.UTF_8)).toList();
  }

  static List<StoredSession> sessions(Storage storage) {
    List<StoredSession> all = new ArrayList<>();
    done(storage.sessions().forEach(all::add));
    return all;
  }

  static List<String> filters(Storage storage, ClientId id) {
    return done(storage.subscriptions().load(id)).stream()
        .map(subscription -> subscription.filter().text())
        .sorted()
        .toList();
  }

  static Map<String, Message> retained(Storage storage) {
    Map<String, Message> all = new TreeMap<>();
    done(
        storage
            .retained()
            .forEach(
                m -> assertThat(all.put(m.topic().value(), m)).as("each topic once").isNull()));
    return all;
  }

  static <T> void assertSame(T actual, T expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  static Subscription plain(String filter) {
    return Subscription.of(TopicFilter.of(filter), Qos.AT_LEAST_ONCE);
  }
}
