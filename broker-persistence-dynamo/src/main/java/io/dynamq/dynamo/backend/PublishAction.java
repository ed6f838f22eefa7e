package io.dynamq.dynamo.backend;

import io.dynamq.hook.Hooks;
import io.dynamq.message.Message;
import io.dynamq.store.Durability;
import io.dynamq.store.StorageException;
import java.util.concurrent.CompletableFuture;

/** {@code on_message_publish}, {@code _store}, {@code _retain} and {@code on_retain_delete}. */
final class PublishAction {
  private final BackendPool pool;
  private final Durability durability;

  PublishAction(BackendPool pool, Durability durability) {
    this.pool = pool;
    this.durability = durability;
  }

  /** QoS 1 and 2 go to the message table and the topic's map, QoS 0 to the message table only. */
  CompletableFuture<Void> store(Message message, HookRule rule) {
    int bytes = MessageItem.bytes(message);
    boolean mapped = message.qos().isAcknowledged();
    if (mapped && !Keys.isHash(message.topic().value())) {
      return refused(pool.messages().name(), message, "its topic would exceed 2048 bytes of key");
    }
    if (bytes > Keys.ITEM_BYTES_MAX) {
      return refused(pool.messages().name(), message, "it would exceed 400 KB");
    }
    long ttl = MessageItem.ttlSeconds(message, rule.limits().expiredSeconds());
    CompletableFuture<Void> body = pool.messages().put(message, ttl, bytes, durability);
    if (body.isCompletedExceptionally() || !mapped) {
      return asked(body, message);
    }
    CompletableFuture<Void> entry =
        pool.topicMap().add(message.topic().value(), message.id(), durability);
    return asked(
        durability == Durability.MEMORY ? entry : CompletableFuture.allOf(body, entry), message);
  }

  /** A retained message replaces the one of its topic; an empty one is none. */
  CompletableFuture<Void> retain(Message message, HookRule rule) {
    if (!message.retain() || message.payload().length == 0) {
      return Hooks.DONE;
    }
    int bytes = MessageItem.bytes(message);
    if (!Keys.isHash(message.topic().value())) {
      return refused(pool.retained().name(), message, "its key would exceed 2048 bytes");
    }
    if (bytes > Keys.ITEM_BYTES_MAX) {
      return refused(pool.retained().name(), message, "it would exceed 400 KB");
    }
    long ttl = MessageItem.ttlSeconds(message, rule.limits().expiredSeconds());
    return asked(pool.retained().put(message, ttl, bytes, durability), message);
  }

  CompletableFuture<Void> deleteRetained(Message message) {
    String topic = message.topic().value();
    if (!message.retain() || message.payload().length > 0 || !Keys.isHash(topic)) {
      return Hooks.DONE;
    }
    return asked(pool.retained().delete(topic, durability), message);
  }

  private CompletableFuture<Void> refused(String table, Message message, String why) {
    pool.refusals().refused(table, "message to " + message.topic(), why);
    return Hooks.DONE;
  }

  /**
   * With {@code ack_after = memory} the publisher waits for nothing; a full write-behind is then
   * counted and logged. Otherwise it learns of every failure but that DynamoDB will never
   * take this message, which sending it again would not change.
   */
  private CompletableFuture<Void> asked(CompletableFuture<Void> written, Message message) {
    CompletableFuture<Void> watched =
        written.handle(
            (done, error) -> {
              if (error == null) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              pool.refusals()
                  .refused(
                      pool.messages().name(), "message to " + message.topic(), error.getMessage());
              return isFinal(error)
                  ? CompletableFuture.<Void>completedFuture(null)
                  : CompletableFuture.<Void>failedFuture(error);
            })
            .thenCompose(result -> result);
    return durability == Durability.MEMORY ? Hooks.DONE : watched;
  }

  private static boolean isFinal(Throwable error) {
    Throwable cause =
        error instanceof java.util.concurrent.CompletionException ? error.getCause() : error;
    return cause instanceof StorageException storage
        && storage.kind() == StorageException.Kind.CORRUPT;
  }
}
