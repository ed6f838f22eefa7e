/**
 * Whole brokers under a load generator, side by side in one run: ours as shipped, a relay that only
 * copies bytes (the floor), and what peers the machine has. {@code broker-bench/run} starts it.
 */
package io.dynamq.bench.broker;
