package io.dynamq.auth.scram;

import io.dynamq.auth.AuthExchange;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.EnhancedAuthenticator;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * The method {@code SCRAM-SHA-256}. The server's work is a few hashes of short texts, so it is done
 * on the event loop; the costly derivation from the password is the client's.
 */
public final class ScramAuthenticator implements EnhancedAuthenticator {
  /** Its name in CONNECT. */
  public static final String METHOD = "SCRAM-SHA-256";

  private static final int NONCE_BYTES = 18;

  private final ScramUsers users;
  private final Decoys decoys;
  private final Supplier<String> nonces;

  /**
   * @param secret for answers about unknown users; keep it over restarts
   * @param iterations what users get who are made now
   */
  public ScramAuthenticator(
      ScramUsers users, byte[] secret, int iterations, SecureRandom random) {
    this(users, new Decoys(secret, iterations), () -> nonce(random));
  }

  ScramAuthenticator(ScramUsers users, Decoys decoys, Supplier<String> nonces) {
    this.users = users;
    this.decoys = decoys;
    this.nonces = nonces;
  }

  private static String nonce(SecureRandom random) {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public String method() {
    return METHOD;
  }

  @Override
  public AuthExchange begin(Credentials credentials) {
    return new ScramExchange(this, credentials.username());
  }

  String newNonce() {
    return nonces.get();
  }

  /** Null if there is no such user. */
  ScramCredential find(String name) {
    return users.find(name);
  }

  ScramCredential decoy(String name) {
    return decoys.of(name);
  }
}
