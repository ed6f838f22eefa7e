package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromB;

import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What a session's row says of messages that count only if it tells of them.
 *
 * @param publishes null for nothing
 * @param moves null for nothing
 */
record Marks(PublishMarks publishes, MoveMarks moves) {
  private static final String PUBLISHES = "qm";
  private static final String MOVES = "tk";

  boolean isNone() {
    return publishes == null && moves == null;
  }

  void write(Map<String, AttributeValue> row) {
    if (publishes != null) {
      row.put(PUBLISHES, fromB(SdkBytes.fromByteArrayUnsafe(publishes.write())));
    }
    if (moves != null) {
      row.put(MOVES, fromB(SdkBytes.fromByteArrayUnsafe(moves.write())));
    }
  }

  static Marks read(Map<String, AttributeValue> row, String where) {
    AttributeValue publishes = row.get(PUBLISHES);
    AttributeValue moves = row.get(MOVES);
    return new Marks(
        publishes == null ? null : PublishMarks.read(publishes.b().asByteArray(), where),
        moves == null ? null : MoveMarks.read(moves.b().asByteArray(), where));
  }
}
