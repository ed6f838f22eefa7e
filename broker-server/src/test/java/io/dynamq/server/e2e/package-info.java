/**
 * The product as a user meets it: {@code bin/broker} started as a process, real MQTT clients, the
 * {@code aws} command. Run by failsafe after packaging; a program that is missing skips its test on
 * a bare machine and fails it under {@code CI=true}.
 */
package io.dynamq.server.e2e;
