/**
 * The MQTT vocabulary as immutable records: what a client may say and what a server may answer.
 *
 * <p>No bytes and no sockets here; {@code codec} turns these into bytes and back. Absent numeric
 * properties are -1, absent texts and bytes are null.
 */
package io.dynamq.packet;
