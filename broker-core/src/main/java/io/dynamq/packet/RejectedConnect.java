package io.dynamq.packet;

/**
 * A CONNECT that is wrong although its first bytes show the protocol's name and version, so that its
 * sender can be told in words that it understands.
 *
 * @param version 3, 4 or 5
 * @param maximumPacketSize the largest packet that the client takes, -1 if it did not say
 */
public record RejectedConnect(int version, long maximumPacketSize, Rejected why)
    implements Inbound {}
