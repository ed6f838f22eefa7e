package io.dynamq.dynamo;

import java.util.Map;

/**
 * Whose rows this node may serve, as of its start. A row tells its owner's name and incarnation.
 *
 * @param foreignThrough through which of this node's own incarnations another node has taken over;
 *     -1 if none has
 * @param mineThrough of each other node that has a row: through which incarnation this node has
 *     taken it over; -1 if it has not
 */
record Estate(String self, long foreignThrough, Map<String, Long> mineThrough) {

  boolean isMine(String node, long incarnation) {
    if (node.equals(self)) {
      return incarnation > foreignThrough;
    }
    Long through = mineThrough.get(node);
    // Of a node that nobody knows there is only what a program of an older version has left.
    return through == null ? incarnation == 0 : incarnation <= through;
  }
}
