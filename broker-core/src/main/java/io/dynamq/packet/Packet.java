package io.dynamq.packet;

/** An MQTT control packet. */
public sealed interface Packet extends Inbound
    permits Connect,
        ConnAck,
        Publish,
        Delivery,
        Ack,
        Subscribe,
        SubAck,
        Unsubscribe,
        UnsubAck,
        Ping,
        Disconnect,
        Auth {}
