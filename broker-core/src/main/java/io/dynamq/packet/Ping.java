package io.dynamq.packet;

/** PINGREQ and PINGRESP [MQTT sections 3.12, 3.13]. */
public enum Ping implements Packet {
  REQUEST,
  RESPONSE
}
