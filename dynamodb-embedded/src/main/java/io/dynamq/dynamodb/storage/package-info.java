/**
 * Bytes that survive: the RocksDB store, and how keys and items become bytes and come back.
 *
 * <p>Read {@link io.dynamq.dynamodb.storage.KeyEncoder} first; it says how the key space is laid
 * out. Only the table package may call this one, and the root package to open and close it.
 */
package io.dynamq.dynamodb.storage;
