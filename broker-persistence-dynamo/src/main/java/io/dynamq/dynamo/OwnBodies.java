package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.Message;
import io.dynamq.store.Durability;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Payloads in {@code mqb_msg} that belong to one row of another table and live as long as it. */
final class OwnBodies {
  private final BodyTable table;
  private final WriteBehind writeBehind;
  private final Bodies bodies;

  OwnBodies(Shared shared, Bodies bodies) {
    this.table = shared.tables().bodies();
    this.writeBehind = shared.writeBehind();
    this.bodies = bodies;
  }

  List<ItemKey> keys(String name, int bytes) {
    return table.keys(name, bytes);
  }

  /** Writes the chunks of a payload; none if the bound of unflushed state is reached. */
  List<ItemKey> put(String name, Message message) {
    List<ItemKey> keys = bodies.putChunks(name, message);
    return keys == null ? List.of() : keys;
  }

  void delete(List<ItemKey> keys) {
    keys.forEach(key -> writeBehind.delete(key, Durability.MEMORY));
  }

  /**
   * Reads the payloads of messages one after the other; a message without payload is left out.
   *
   * @param name of the payload of a message
   * @param receiver gets what was decoded, and the message with its payload
   */
  CompletableFuture<Void> loadEach(
      List<MessageCodec.Decoded> apart,
      Function<Message, String> name,
      BiConsumer<MessageCodec.Decoded, Message> receiver) {
    if (apart.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    MessageCodec.Decoded first = apart.get(0);
    return bodies
        .load(name.apply(first.message()), first.payloadBytes())
        .thenCompose(
            payload -> {
              if (payload != null) {
                receiver.accept(first, first.withPayload(payload));
              }
              return loadEach(apart.subList(1, apart.size()), name, receiver);
            });
  }
}
