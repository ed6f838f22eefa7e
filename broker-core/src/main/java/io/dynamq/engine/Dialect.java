package io.dynamq.engine;

/**
 * How a client is to be written to.
 *
 * @param version 3, 4 or 5
 * @param maximumPacketSize the largest packet that it takes, in bytes, -1 = no bound
 * @param problemInformation whether reason strings and user properties may go with every answer
 *     [MQTT-3.1.2-29]
 */
public record Dialect(int version, long maximumPacketSize, boolean problemInformation) {}
