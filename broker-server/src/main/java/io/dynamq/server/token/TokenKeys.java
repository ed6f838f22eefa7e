package io.dynamq.server.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What tokens may be verified with. The algorithm's family decides which keys are tried, so that a
 * public key is never taken for a secret. Immutable; any thread.
 *
 * @param secret null if there is none
 * @param keys public ones
 */
record TokenKeys(byte[] secret, List<JWK> keys) {
  TokenKeys {
    keys = List.copyOf(keys);
  }

  /** The same with other public keys besides. */
  TokenKeys with(List<JWK> more) {
    List<JWK> all = new ArrayList<>(keys);
    all.addAll(more);
    return new TokenKeys(secret, all);
  }

  /** Whether there is a key that may be meant by a token. */
  boolean haveOneFor(JWSHeader header) {
    return JWSAlgorithm.Family.HMAC_SHA.contains(header.getAlgorithm())
        ? secret != null
        : keys.stream().anyMatch(key -> isMeant(key, header));
  }

  /** Those that may be meant by a token. */
  List<JWSVerifier> verifiers(JWSHeader header) throws JOSEException {
    List<JWSVerifier> all = new ArrayList<>();
    if (JWSAlgorithm.Family.HMAC_SHA.contains(header.getAlgorithm())) {
      if (secret != null) {
        all.add(new MACVerifier(secret));
      }
      return all;
    }
    for (JWK key : keys) {
      if (isMeant(key, header)) {
        all.add(
            key instanceof RSAKey rsa
                ? new RSASSAVerifier(rsa.toRSAPublicKey())
                : new ECDSAVerifier(key.toECKey()));
      }
    }
    return all;
  }

  private static boolean isMeant(JWK key, JWSHeader header) {
    JWSAlgorithm algorithm = header.getAlgorithm();
    boolean fits =
        key instanceof RSAKey && JWSAlgorithm.Family.RSA.contains(algorithm)
            || key instanceof ECKey ec
                && com.nimbusds.jose.jwk.Curve.forJWSAlgorithm(algorithm) != null
                && com.nimbusds.jose.jwk.Curve.forJWSAlgorithm(algorithm).contains(ec.getCurve());
    return fits
        && !KeyUse.ENCRYPTION.equals(key.getKeyUse())
        && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm))
        && (header.getKeyID() == null
            || key.getKeyID() == null
            || header.getKeyID().equals(key.getKeyID()));
  }

  /** Without the secret, so that no log can have it. */
  @Override
  public String toString() {
    return keys.size() + " keys" + (secret == null ? "" : " and a secret");
  }
}
