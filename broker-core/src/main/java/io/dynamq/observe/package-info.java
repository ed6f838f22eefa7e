/**
 * Every counter, gauge and drop reason, each named once. Other rooms count here; nothing here knows
 * who counts. Safe on any thread, no locks.
 */
package io.dynamq.observe;
