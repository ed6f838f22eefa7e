package io.dynamq.server.token;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.dynamq.server.config.JwtConfig;
import io.dynamq.server.config.UsersFile;
import io.dynamq.server.users.OwnerOnly;
import io.dynamq.setting.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads the keys of files. */
final class KeyFiles {
  private static final int SECRET_BYTES_MIN = 32;
  private static final int RSA_BITS_MIN = 2_048;
  private static final long BYTES_MAX = 1 << 20;

  private KeyFiles() {}

  /** What the files have; what is wrong with them goes to the problems. */
  static TokenKeys read(JwtConfig.Keys config, List<Problem> problems) {
    byte[] secret = config.secret() == null ? null : secret(config.secret(), problems);
    List<JWK> keys = new ArrayList<>();
    if (config.publicKey() != null) {
      JWK key = publicKey(config.publicKey(), problems);
      if (key != null) {
        keys.add(key);
      }
    }
    return new TokenKeys(secret, keys);
  }

  private static byte[] secret(UsersFile file, List<Problem> problems) {
    byte[] bytes = bytes(file, "auth.jwt.secret_file", problems);
    if (bytes == null) {
      return null;
    }
    try {
      String excess = OwnerOnly.excess(file.path());
      if (excess != null) {
        problems.add(
            new Problem(
                file.shown(),
                "auth.jwt.secret_file",
                "is open to others (" + excess + "), expected chmod 600"));
      }
    } catch (IOException e) {
      problems.add(new Problem(file.shown(), "auth.jwt.secret_file", e.toString()));
    }
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    if (end < SECRET_BYTES_MIN) {
      problems.add(
          new Problem(
              file.shown(),
              "auth.jwt.secret_file",
              "has " + end + " bytes, expected " + SECRET_BYTES_MIN + " or more"));
    }
    return Arrays.copyOf(bytes, end);
  }

  private static JWK publicKey(UsersFile file, List<Problem> problems) {
    byte[] bytes = bytes(file, "auth.jwt.pubkey", problems);
    if (bytes == null) {
      return null;
    }
    PublicKey key = parsed(new String(bytes, StandardCharsets.US_ASCII));
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= RSA_BITS_MIN) {
      return new RSAKey.Builder(rsa).build();
    }
    if (key instanceof ECPublicKey ec && Curve.forECParameterSpec(ec.getParams()) != null) {
      return new ECKey.Builder(Curve.forECParameterSpec(ec.getParams()), ec).build();
    }
    problems.add(
        new Problem(
            file.shown(),
            "auth.jwt.pubkey",
            "has no key that can be used, expected a public key or certificate in PEM, RSA of 2048"
                + " bits or more or P-256, P-384, P-521"));
    return null;
  }

  private static PublicKey parsed(String pem) {
    try {
      if (pem.contains("-----BEGIN CERTIFICATE-----")) {
        return CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
            .getPublicKey();
      }
      int begin = pem.indexOf("-----BEGIN PUBLIC KEY-----");
      int end = pem.indexOf("-----END PUBLIC KEY-----");
      if (begin < 0 || end < begin) {
        return null;
      }
      byte[] der = Base64.getMimeDecoder().decode(pem.substring(begin + 26, end));
      return made(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return null;
    }
  }

  private static PublicKey made(X509EncodedKeySpec spec) throws GeneralSecurityException {
    try {
      return KeyFactory.getInstance("RSA").generatePublic(spec);
    } catch (GeneralSecurityException notRsa) {
      return KeyFactory.getInstance("EC").generatePublic(spec);
    }
  }

  /** Null if it cannot be read. */
  private static byte[] bytes(UsersFile file, String key, List<Problem> problems) {
    try {
      if (Files.size(file.path()) <= BYTES_MAX) {
        return Files.readAllBytes(file.path());
      }
      problems.add(new Problem(file.shown(), key, "is larger than 1 MB, expected a key"));
    } catch (NoSuchFileException e) {
      problems.add(new Problem(file.shown(), key, "does not exist, expected a file with a key"));
    } catch (IOException e) {
      problems.add(new Problem(file.shown(), key, "cannot be read: " + e));
    }
    return null;
  }
}
