/** Benchmarks: JMH for single rooms, and a bare broker to put under a load generator. Not shipped. */
package io.dynamq.bench;
