/**
 * The process: {@code Main} reads the configuration, {@code Server} wires the rooms together by hand
 * and takes them apart in the opposite order, the rest is what surrounds that (log, data directory,
 * signals, what is printed).
 */
package io.dynamq.server;
