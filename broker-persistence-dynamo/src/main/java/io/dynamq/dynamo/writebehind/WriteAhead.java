package io.dynamq.dynamo.writebehind;

import java.util.concurrent.CompletableFuture;

/** The write-ahead log, as far as what is written behind has to know of it. Any thread. */
public interface WriteAhead {

  /** There is none. */
  WriteAhead NONE =
      new WriteAhead() {
        private static final CompletableFuture<Void> DONE =
            CompletableFuture.completedFuture(null);

        @Override
        public long generation() {
          return 0;
        }

        @Override
        public CompletableFuture<Void> forced(boolean soon) {
          return DONE;
        }
      };

  /** Where what is accepted from now on is logged, or later; read before a state is accepted. */
  long generation();

  /**
   * Completes, never with a fault, when a power cut no longer takes what was logged before this
   * call. Else a log that lost its end would bring an older state over a row that is newer.
   *
   * @param soon not to wait for the end of an interval
   */
  CompletableFuture<Void> forced(boolean soon);
}
