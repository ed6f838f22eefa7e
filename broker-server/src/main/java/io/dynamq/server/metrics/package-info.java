/**
 * What the broker measures, in Prometheus' names and form. Reads {@link io.dynamq.observe.Meters} and
 * the JVM when it is asked; nothing here runs while nobody asks. For the administration only.
 */
package io.dynamq.server.metrics;
