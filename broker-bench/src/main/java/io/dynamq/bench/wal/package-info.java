/**
 * Compares libraries that a write-ahead log could be built on; the outcome is decision record 0009.
 */
package io.dynamq.bench.wal;
