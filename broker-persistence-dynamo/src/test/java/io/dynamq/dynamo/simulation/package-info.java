/**
 * Whole brokers with the real store, on one thread and fake time, against a table store, disks and
 * links that a seed makes fail. See docs/simulation.md.
 */
package io.dynamq.dynamo.simulation;
