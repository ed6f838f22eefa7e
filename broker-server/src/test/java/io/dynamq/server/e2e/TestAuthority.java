package io.dynamq.server.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority made with the commands of docs/transports.md. */
final class TestAuthority {
  private final Path directory;

  TestAuthority(Path directory) throws Exception {
    this.directory = directory;
    Command.require("openssl");
    openSsl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj",
        "/CN=Test authority", "-keyout", file("ca-key.pem"), "-out", file("ca.pem"));
    sign("server", "/CN=localhost", "subjectAltName=DNS:localhost,IP:127.0.0.1");
    sign("client", "/CN=alice", "extendedKeyUsage=clientAuth");
  }

  private void sign(String name, String subject, String extension) throws Exception {
    String extensions = file(name + ".ext");
    Files.writeString(Path.of(extensions), extension + "\n");
    openSsl(
        "req", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-keyout",
        file(name + "-key.pem"), "-out", file(name + ".csr"));
    openSsl(
        "x509", "-req", "-in", file(name + ".csr"), "-CA", file("ca.pem"), "-CAkey",
        file("ca-key.pem"), "-CAcreateserial", "-days", "825", "-extfile", extensions, "-out",
        file(name + ".pem"));
  }

  private static void openSsl(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Command.run(command).succeeded();
  }

  /** The path of {@code ca.pem}, {@code server.pem}, {@code client-key.pem} and so on. */
  String file(String name) {
    return directory.resolve(name).toString();
  }

  /** Trusts this authority. */
  TrustManagerFactory trust() throws Exception {
    Certificate authority;
    try (var in = Files.newInputStream(directory.resolve("ca.pem"))) {
      authority = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("ca", authority);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  /** For clients that trust this authority. */
  SSLContext context() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust().getTrustManagers(), null);
    return context;
  }
}
