package io.dynamq.packet;

/**
 * CONNACK [MQTT section 3.2].
 *
 * @param properties MQTT 5 only, {@link ConnAckProperties#NONE} otherwise
 */
public record ConnAck(boolean sessionPresent, ReasonCode code, ConnAckProperties properties)
    implements Packet {}
