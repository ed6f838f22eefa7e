package io.dynamq.packet;

/** What the decoder yields: a packet, or the reason why the bytes are none. */
public sealed interface Inbound permits Packet, Rejected, RejectedConnect {}
