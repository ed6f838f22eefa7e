/**
 * The storage SPI: what the broker asks of a durable store, and the records that it stores.
 *
 * <p>Read {@link io.dynamq.store.Storage} first. Calls return at once on any thread and never do
 * I/O on the caller; the returned future completes when the asked durability holds. Futures may
 * complete on a storage thread, so receivers post to their own mailbox. Nothing here is null unless
 * its javadoc says so. Implemented by {@code store.memory} (the reference) and by the DynamoDB
 * module; {@code StorageContract} in the test kit holds for both.
 */
package io.dynamq.store;
