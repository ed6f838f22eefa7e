/**
 * The only clock. Everything that needs the time takes a {@link io.dynamq.time.Time}, so that a
 * whole broker can run on fake time. Ground floor; any package may use it.
 */
package io.dynamq.time;
