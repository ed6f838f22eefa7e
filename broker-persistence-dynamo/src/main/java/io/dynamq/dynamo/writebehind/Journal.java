package io.dynamq.dynamo.writebehind;

import java.util.function.Consumer;

/**
 * A local log that makes a change safe before DynamoDB has it. While a {@link WriteBehind} is given
 * none, {@code Durability.WAL} promises no more than {@code Durability.MEMORY}.
 */
public interface Journal {

  /**
   * Logs a change, in the order of the calls per key. Does not block.
   *
   * @param done called once, on the journal's thread: null when the change is safe, else why not
   */
  void append(ItemKey key, Write change, Consumer<Throwable> done);
}
