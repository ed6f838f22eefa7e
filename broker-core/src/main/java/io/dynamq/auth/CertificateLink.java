package io.dynamq.auth;

import io.dynamq.hook.Standing;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Lets clients in whose certificate the listener has verified; knows no others. Whether such a client
 * is named by it is the listener's matter ({@code peer_cert_as_username}); where it is not, one that
 * claims a user name has not proven it, so others judge that.
 */
public final class CertificateLink implements AuthLink {
  /** Its name in {@code auth.order}. */
  public static final String NAME = "cert";

  private static final CompletableFuture<Opinion> NO_OPINION =
      CompletableFuture.completedFuture(Opinion.NONE);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Opinion> judge(Credentials credentials) {
    Certificate certificate = credentials.certificate();
    if (certificate == null || credentials.username() != null && !certificate.namesUser()) {
      return NO_OPINION;
    }
    return CompletableFuture.completedFuture(
        new Opinion.Allow(new Standing(NAME, false, Map.of("subject", certificate.subject()))));
  }
}
