/**
 * Configuration: one table of settings ({@link io.dynamq.server.config.SettingsTable}) from which
 * the file {@code etc/broker.conf}, its parsing, the environment's overrides, the reference page and
 * the tests of all four are made.
 *
 * <p>Read {@code SettingsTable} first, then {@code SettingsLoader} (text to {@code Settings}) and
 * {@code ConfigMapper} (settings to what the rest of the program takes). Every problem is collected
 * and shown at once with the place it was written.
 */
package io.dynamq.server.config;
