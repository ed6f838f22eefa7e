/**
 * Bytes to packets and packets to bytes for MQTT 3.1, 3.1.1 and 5, and nothing else.
 *
 * <p>{@link io.dynamq.codec.PacketDecoder} parses each packet once, when all of it has arrived, and
 * refuses what the specification forbids with a {@link io.dynamq.packet.Rejected} that names the
 * statement. Statement ids are those of MQTT 5 unless the rule exists in MQTT 3.1.1 only. {@link
 * io.dynamq.codec.PacketEncoder} knows the exact size of a packet before it writes the first byte.
 *
 * <p>Works on buffers, needs no channel. Both are stateful and belong to one connection's event
 * loop. Reference counts stay with the caller: nothing here keeps or releases a buffer.
 */
package io.dynamq.codec;
