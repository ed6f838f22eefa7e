package io.dynamq.net.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Certificates in PEM form. */
final class CertificateFile {
  private static final String LABEL = "CERTIFICATE";
  private static final byte[] SAMPLE = {'d', 'y', 'n', 'a', 'm', 'q'};

  private CertificateFile() {}

  /** At least one certificate, in the file's order. */
  static X509Certificate[] read(PemFile file) throws TlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (PemFile.Block block : file.blocks()) {
        if (block.label().endsWith(LABEL)) {
          certificates.add(
              (X509Certificate)
                  factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException e) {
      throw file.unusable("holds a damaged certificate, expected X.509 in PEM form", e);
    }
    if (certificates.isEmpty()) {
      throw file.unusable("holds no certificate, expected X.509 in PEM form", null);
    }
    return certificates.toArray(X509Certificate[]::new);
  }

  /**
   * Whether a key is that of a certificate, found out by signing something.
   *
   * @throws TlsFileException if it is not, about the key's file
   */
  static void checkPair(X509Certificate certificate, PrivateKey key, PemFile keyFile)
      throws TlsFileException {
    PublicKey publicKey = certificate.getPublicKey();
    boolean same = publicKey.getAlgorithm().equals(key.getAlgorithm());
    try {
      if (same) {
        Signature signature = Signature.getInstance(algorithm(key));
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(SAMPLE);
        same = signature.verify(signed);
      }
    } catch (GeneralSecurityException e) {
      throw keyFile.unusable("cannot sign: " + e.getMessage() + ", expected another key", e);
    }
    if (!same) {
      throw keyFile.unusable(
          "does not belong to the certificate of "
              + certificate.getSubjectX500Principal().getName()
              + ", expected the key that was made with it",
          null);
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
