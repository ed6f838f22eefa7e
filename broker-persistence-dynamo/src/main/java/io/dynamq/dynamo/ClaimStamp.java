package io.dynamq.dynamo;

/**
 * Tells claims of one process apart, so that one which the store carries out late does not undo what
 * a later one of the same process has got.
 *
 * @param process of fixed length, another one for each process
 * @param number rises with every claim of the process
 */
record ClaimStamp(NodeLife node, String process, long number) {

  /** Sorts as the number does. */
  String text() {
    return process + String.format("%012x", number);
  }
}
