package io.dynamq.net;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Certificates that one authority signs, their files, and clients that trust it. */
final class Certificates {
  private final Path directory;
  private final X509Bundle authority;

  Certificates(Path directory) throws Exception {
    this.directory = directory;
    this.authority =
        new CertificateBuilder()
            .subject("CN=Test authority")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(authorities(), authority.getCertificatePEM());
  }

  X509Bundle signed(String subject, String host) throws Exception {
    CertificateBuilder builder = new CertificateBuilder().subject(subject);
    return (host == null ? builder : builder.addSanDnsName(host)).buildIssuedBy(authority);
  }

  /** Writes NAME.pem and NAME-key.pem. */
  X509Bundle server(String name, String host) throws Exception {
    X509Bundle bundle = signed("CN=" + host, host);
    write(name, bundle, bundle);
    return bundle;
  }

  void write(String name, X509Bundle certificate, X509Bundle key) throws Exception {
    Files.writeString(certificate(name), certificate.getCertificatePathPEM());
    Files.writeString(key(name), key.getPrivateKeyPEM());
  }

  Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  Path key(String name) {
    return directory.resolve(name + "-key.pem");
  }

  Path authorities() {
    return directory.resolve("authority.pem");
  }

  /**
   * A socket that speaks one version of TLS; the handshake has not begun.
   *
   * @param own null for a client without certificate
   */
  SSLSocket socket(int port, String version, X509Bundle own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
    TrustManager[] trust = authority.toTrustManagerFactory().getTrustManagers();
    context.init(keys, trust, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(5_000);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }
}
