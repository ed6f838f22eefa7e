package io.dynamq.engine;

import io.dynamq.control.Publication;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageIds;
import io.dynamq.message.MessageProperties;
import io.dynamq.packet.ReasonCode;
import io.dynamq.store.StorageException;
import java.util.concurrent.CompletableFuture;

/** Publishes for operators, and tells when what its topic promises holds. Any thread. */
final class OperatorPublish {
  private final Core core;
  private final MessageIds ids;

  OperatorPublish(Core core) {
    this.core = core;
    this.ids = core.newMessageIds();
  }

  /**
   * Publishes.
   *
   * @return the message's id in hex; fails with a {@link StorageException} if it is not taken
   */
  CompletableFuture<String> publish(Publication publication) {
    if (PublishRules.isTheBrokers(publication.topic().value())) {
      return refused("only the broker publishes to $SYS topics");
    }
    if (core.full.refuse(publication.topic(), core.table)) {
      core.drops.refused(publication.sender(), publication.topic());
      return refused("a receiver's queue is full and refuses publishers");
    }
    Message message = message(publication);
    CompletableFuture<String> published = new CompletableFuture<>();
    Promise promise =
        new Promise(
            fault -> {
              if (fault == null) {
                published.complete(message.id().toHex());
              } else {
                published.completeExceptionally(fault);
              }
            });
    if (core.watch.refusesBlindly(message.topic(), promise)) {
      return refused("the store is away, and nobody knows who its receivers are");
    }
    ReasonCode refusal = null;
    if (core.delayed.claims(message.topic())) {
      refusal = core.delayed.take(message, promise);
    } else {
      core.publisher.publish(message, promise);
    }
    promise.seal();
    return refusal == null ? published : refused("it cannot be delayed: " + refusal);
  }

  private Message message(Publication publication) {
    MessageId id = nextId();
    long expires =
        publication.expirySeconds() < 0
            ? Message.NEVER
            : id.micros() / 1_000 + publication.expirySeconds() * 1_000;
    return new Message(
        id,
        publication.topic(),
        publication.qos(),
        publication.retain(),
        publication.payload(),
        MessageProperties.NONE,
        publication.sender(),
        id.micros(),
        expires);
  }

  /** The source of ids belongs to one thread at a time. */
  private synchronized MessageId nextId() {
    return ids.next();
  }

  private static CompletableFuture<String> refused(String why) {
    return CompletableFuture.failedFuture(
        new StorageException(StorageException.Kind.THROTTLED, why));
  }
}
