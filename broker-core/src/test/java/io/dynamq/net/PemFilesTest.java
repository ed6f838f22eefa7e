package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dynamq.net.tls.CertificateName;
import io.dynamq.net.tls.ServerCertificates;
import io.dynamq.net.tls.TlsFileException;
import io.dynamq.net.tls.TlsSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from certificate and key files, and what is said of those that cannot be used. */
class PemFilesTest {
  /** What PKCS#8 has in front of an RSA key of 2048 bits in PKCS#1. */
  private static final int RSA_HEADER = 26;

  @TempDir Path directory;
  private Path certificate;
  private Path key;
  private X509Bundle rsa;

  @BeforeEach
  void write() throws Exception {
    certificate = directory.resolve("c.pem");
    key = directory.resolve("k.pem");
    rsa = builder().subject("CN=a").rsa2048().buildSelfSigned();
    write(rsa.getCertificatePEM(), rsa.getPrivateKeyPEM());
  }

  private static CertificateBuilder builder() {
    return new CertificateBuilder().setIsCertificateAuthority(true);
  }

  private void write(String certificates, String keys) throws Exception {
    Files.writeString(certificate, certificates);
    Files.writeString(key, keys);
  }

  private void load(String password) throws TlsFileException {
    TlsSettings usual = TlsSettings.of(certificate, key);
    ServerCertificates.load(
        "mqtt:ssl:test",
        new TlsSettings(
            new TlsSettings.Identity(certificate, key, password),
            usual.byHost(),
            null,
            usual.clients(),
            usual.versions(),
            usual.ciphers(),
            usual.handshakeMillis(),
            usual.names()));
  }

  private void refuses(String name, String words) {
    assertThatThrownBy(() -> load(null))
        .isInstanceOfSatisfying(
            TlsFileException.class, e -> assertThat(e.key()).isEqualTo(name))
        .hasMessageStartingWith((name.equals("keyfile") ? key : certificate) + " " + words);
  }

  private static void openSsl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Process openSsl = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(openSsl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(openSsl.waitFor()).as(said).isZero();
    } catch (IOException e) {
      assumeTrue("true".equals(System.getenv("CI")), "openssl is not installed");
      throw e;
    }
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN " + label + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END " + label + "-----\n";
  }

  @Test
  void readsRsaInBothFormsAndEllipticCurves() throws Exception {
    load(null);
    byte[] pkcs8 = rsa.getKeyPair().getPrivate().getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(pkcs8, RSA_HEADER, pkcs8.length);
    write(rsa.getCertificatePEM(), pem("RSA PRIVATE KEY", pkcs1));
    load(null);
    X509Bundle curve = builder().subject("CN=b").ecp256().buildSelfSigned();
    write(
        "a comment\n" + curve.getCertificatePEM(),
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
            + curve.getPrivateKeyPEM());
    load(null);
  }

  @Test
  void readsAnEncryptedKeyWithItsPassword() throws Exception {
    Path sealed = directory.resolve("sealed.pem");
    openSsl(
        "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:secret", "-in", key.toString(),
        "-out", sealed.toString());
    key = sealed;

    load("secret");
    refuses("keyfile", "is encrypted, expected key_password");
    assertThatThrownBy(() -> load("wrong")).hasMessageContaining("cannot be decrypted");
  }

  @Test
  void refusesWhatIsNotThere() throws Exception {
    Files.delete(certificate);
    refuses("certfile", "does not exist, expected a file in PEM form");
    Files.createDirectory(certificate);
    refuses("certfile", "cannot be read: ");
  }

  @Test
  void refusesWhatIsNotPem() throws Exception {
    write("nonsense", rsa.getPrivateKeyPEM());
    refuses("certfile", "holds no certificate, expected X.509 in PEM form");
    write(pem("CERTIFICATE", new byte[] {1, 2, 3}), rsa.getPrivateKeyPEM());
    refuses("certfile", "holds a damaged certificate");
    write(rsa.getCertificatePEM(), rsa.getCertificatePEM());
    refuses("keyfile", "holds no private key, expected one in PEM form");
    write(rsa.getCertificatePEM(), pem("PRIVATE KEY", new byte[] {1, 2, 3}));
    refuses("keyfile", "holds no private key that Java knows");
    write(rsa.getCertificatePEM(), pem("EC PRIVATE KEY", new byte[] {1, 2, 3}));
    refuses("keyfile", "is in the old form of EC keys, expected PKCS#8: openssl pkcs8");
  }

  @Test
  void refusesAKeyOfAnotherCertificate() throws Exception {
    X509Bundle other = builder().subject("CN=b").rsa2048().buildSelfSigned();
    write(rsa.getCertificatePEM(), other.getPrivateKeyPEM());
    refuses("keyfile", "does not belong to the certificate of CN=a");
    X509Bundle curve = builder().subject("CN=c").ecp256().buildSelfSigned();
    write(rsa.getCertificatePEM(), curve.getPrivateKeyPEM());
    refuses("keyfile", "does not belong to the certificate of CN=a");
  }

  @Test
  void namesAClientByItsCertificate() throws Exception {
    X509Bundle client =
        builder().subject("CN=alice, OU=x, O=Example").ecp256().buildSelfSigned();
    assertThat(CertificateName.CN.from(client.getCertificate())).isEqualTo("alice");
    assertThat(CertificateName.DN.from(client.getCertificate())).isEqualTo("CN=alice,OU=x,O=Example");
    assertThat(CertificateName.MD5.from(client.getCertificate())).matches("[0-9a-f]{32}");
    assertThat(CertificateName.PEM.from(client.getCertificate()))
        .isEqualToIgnoringNewLines(client.getCertificatePEM());
    assertThat(Base64.getDecoder().decode(CertificateName.CRT.from(client.getCertificate())))
        .isEqualTo(client.getCertificate().getEncoded());
    assertThat(CertificateName.NONE.from(client.getCertificate())).isNull();
    X509Bundle nameless = builder().subject("O=Example").ecp256().buildSelfSigned();
    assertThat(CertificateName.CN.from(nameless.getCertificate())).isNull();
    assertThat(CertificateName.SAN.from(nameless.getCertificate())).isNull();
    X509Bundle device =
        builder()
            .subject("CN=device")
            .addSanIpAddress("192.0.2.1")
            .addSanDnsName("d1.example.org")
            .addSanUriName("urn:dev:1")
            .ecp256()
            .buildSelfSigned();
    assertThat(CertificateName.SAN.from(device.getCertificate())).isEqualTo("d1.example.org");
  }
}
