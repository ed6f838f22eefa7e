package io.dynamq.engine;

import io.dynamq.message.ClientId;
import java.security.SecureRandom;

/**
 * Identifiers for clients that come without one [MQTT-3.1.3-6]. Letters and digits only and so short
 * that every zone takes them back when the client returns under what it was told [MQTT-3.1.3-5]; too
 * many for two to be alike or for one to be guessed. Any thread.
 */
final class AssignedId {
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Of 131 bits. */
  private static final int LENGTH = 22;

  private static final SecureRandom RANDOM = new SecureRandom();

  private AssignedId() {}

  static ClientId next() {
    StringBuilder id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return new ClientId(id.toString());
  }
}
