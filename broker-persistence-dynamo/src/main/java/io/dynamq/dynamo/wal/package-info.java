/**
 * The node's write-ahead log: groups of records on the local disk until DynamoDB has what they say.
 *
 * <p>Read {@link io.dynamq.dynamo.wal.Wal} first. It knows nothing of what is in a record; the
 * native store encodes and replays them. Built on RocksDB, see docs/decisions/0009.
 */
package io.dynamq.dynamo.wal;
