package io.dynamq.net.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A private key in PEM form: PKCS#8, plain or encrypted, or RSA's older form PKCS#1, which EMQX's own
 * sample keys have.
 */
final class KeyFile {
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  /** Version 0 and the name of RSA's keys, which PKCS#8 has in front of PKCS#1. */
  private static final byte[] RSA_PREFIX =
      HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private final PemFile file;
  private final String password;

  private KeyFile(PemFile file, String password) {
    this.file = file;
    this.password = password;
  }

  /**
   * Reads a key.
   *
   * @param password null if it is not encrypted
   */
  static PrivateKey read(PemFile file, String password) throws TlsFileException {
    return new KeyFile(file, password).read();
  }

  private PrivateKey read() throws TlsFileException {
    for (PemFile.Block block : file.blocks()) {
      if (block.headed() && block.label().endsWith("PRIVATE KEY")) {
        throw convertible("is encrypted in OpenSSL's old form");
      }
      switch (block.label()) {
        case "PRIVATE KEY" -> {
          return ofAnyAlgorithm(block.der());
        }
        case "ENCRYPTED PRIVATE KEY" -> {
          return ofAnyAlgorithm(decrypted(block.der()));
        }
        case "RSA PRIVATE KEY" -> {
          return ofAnyAlgorithm(wrapped(block.der()));
        }
        case "EC PRIVATE KEY" -> throw convertible("is in the old form of EC keys");
        default -> {
          // Certificates and parameters may stand beside the key.
        }
      }
    }
    throw file.unusable("holds no private key, expected one in PEM form", null);
  }

  private TlsFileException convertible(String words) {
    return file.unusable(
        words + ", expected PKCS#8: openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem", null);
  }

  private PrivateKey ofAnyAlgorithm(byte[] pkcs8) throws TlsFileException {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      } catch (InvalidKeySpecException e) {
        // Of another algorithm, or of none: the next one tells.
        continue;
      } catch (GeneralSecurityException e) {
        throw file.unusable("needs the algorithm " + algorithm + ", which this Java lacks", e);
      }
    }
    throw file.unusable("holds no private key that Java knows, expected RSA, EC or EdDSA", null);
  }

  private byte[] decrypted(byte[] der) throws TlsFileException {
    if (password == null) {
      throw file.unusable("is encrypted, expected key_password to say with what", null);
    }
    try {
      EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
      // PBES2 hides the algorithm's real name in its parameters.
      String name =
          encrypted.getAlgParameters() == null
              ? encrypted.getAlgName()
              : encrypted.getAlgParameters().toString();
      Cipher cipher = Cipher.getInstance(name);
      cipher.init(
          Cipher.DECRYPT_MODE,
          SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec(password.toCharArray())),
          encrypted.getAlgParameters());
      return encrypted.getKeySpec(cipher).getEncoded();
    } catch (IOException | GeneralSecurityException e) {
      throw file.unusable("cannot be decrypted, expected key_password to fit", e);
    }
  }

  private static byte[] wrapped(byte[] pkcs1) {
    ByteArrayOutputStream inner = new ByteArrayOutputStream();
    inner.writeBytes(RSA_PREFIX);
    inner.writeBytes(element(OCTET_STRING, pkcs1));
    return element(SEQUENCE, inner.toByteArray());
  }

  /** A DER element with a length of two bytes, which fits every key. */
  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    out.write(0x82);
    out.write(content.length >> 8);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }
}
