package io.dynamq.auth.scram;

import com.ongres.scram.common.ScramFunctions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Credentials of users who do not exist. An unknown name gets the same salt each time, as a known one
 * does, so that asking does not tell which names exist; nobody has a password that fits.
 */
final class Decoys {
  private final byte[] secret;
  private final int iterations;

  /**
   * @param secret must stay the same over restarts, or salts that change give decoys away
   * @param iterations what users get who are made now
   */
  Decoys(byte[] secret, int iterations) {
    this.secret = secret.clone();
    this.iterations = iterations;
  }

  ScramCredential of(String name) {
    byte[] seed =
        ScramFunctions.hmac(
            ScramCredential.MECHANISM, secret, name.getBytes(StandardCharsets.UTF_8));
    byte[] key = ScramFunctions.hmac(ScramCredential.MECHANISM, secret, seed);
    return new ScramCredential(
        iterations, Arrays.copyOf(seed, ScramCredential.SALT_BYTES), key, key);
  }
}
