/**
 * Alarms: conditions that somebody should look at, with when they began and ended. What the conditions
 * are is decided by who opens the watch.
 */
package io.dynamq.server.alarm;
