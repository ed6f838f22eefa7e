package io.dynamq.packet;

/** AUTH [MQTT 5 section 3.15]; method and data are null if absent. */
public record Auth(ReasonCode code, String method, byte[] data, Notice notice) implements Packet {}
