/**
 * The reference implementation of the storage SPI, in the memory of this process: for tests, for
 * brokers that need no durability, and as the plainest statement of what {@code store} means.
 *
 * <p>Read {@link io.dynamq.store.memory.MemoryStorage} first. Futures complete on the caller.
 */
package io.dynamq.store.memory;
