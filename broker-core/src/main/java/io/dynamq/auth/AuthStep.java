package io.dynamq.auth;

import io.dynamq.packet.ReasonCode;

/** One answer of an {@link AuthExchange}. Data is null where there is none to send. */
public sealed interface AuthStep {

  /** More is needed: goes out in AUTH with 0x18 [MQTT-4.12.0-2]. */
  record Challenge(byte[] data) implements AuthStep {}

  /**
   * The client is who it says.
   *
   * @param username the client's name from now on, for access rules, hooks and administration
   * @param data goes out in CONNACK, or in the AUTH that ends a re-authentication
   */
  record Success(String username, byte[] data) implements AuthStep {}

  /**
   * The client is not let in.
   *
   * @param code one that CONNACK can carry
   * @param words the reason string for the client; tells nothing about which part was wrong
   */
  record Refusal(ReasonCode code, String words) implements AuthStep {}
}
