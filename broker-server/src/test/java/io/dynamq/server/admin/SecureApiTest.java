package io.dynamq.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.net.tls.TlsSettings;
import io.dynamq.server.ApiCertificates;
import io.dynamq.server.api.ApiKeys;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API for other machines: over TLS, for users, and nothing else. */
class SecureApiTest {
  @TempDir Path data;
  private AdminFixture admin;
  private SecureApi api;
  private String key;

  @BeforeEach
  void open() throws Exception {
    admin = new AdminFixture(data);
    write("one");
    api = SecureApi.open(
            new InetSocketAddress("127.0.0.1", 0),
            ApiCertificates.open(tls()),
            admin.operations());
    String secret = admin.operations().keys().insert("app", "App", ApiKeys.Role.ADMINISTRATOR);
    key = "Basic " + base64("app:" + secret);
  }

  @AfterEach
  void close() {
    api.close();
    admin.close();
  }

  private TlsSettings tls() {
    return TlsSettings.of(data.resolve("cert.pem"), data.resolve("key.pem"));
  }

  private void write(String name) throws Exception {
    X509Bundle bundle =
        new CertificateBuilder()
            .subject("CN=" + name)
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    Files.writeString(data.resolve("key.pem"), bundle.getPrivateKeyPEM());
    Files.writeString(data.resolve("cert.pem"), bundle.getCertificatePathPEM());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private SSLSocket connect(String version) throws Exception {
    TrustManager all =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {all}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", api.port());
    socket.setSoTimeout(5_000);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private String ask(String line, String authorization) throws Exception {
    try (SSLSocket socket = connect("TLSv1.3")) {
      String head = authorization == null ? "" : "Authorization: " + authorization + "\r\n";
      socket
          .getOutputStream()
          .write(
              (line + " HTTP/1.1\r\nHost: api.example.org\r\n" + head
                      + "Connection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void servesWhoHasAKey() throws Exception {
    assertThat(ask("GET /api/v4/clients", key)).startsWith("HTTP/1.1 200").contains("c1");
    assertThat(ask("DELETE /api/v4/clients/c1", key)).startsWith("HTTP/1.1 200");
    assertThat(admin.audited()).containsExactly("key app: DELETE /api/v4/clients/c1: 200");
  }

  @Test
  void servesNobodyElse() throws Exception {
    String token = Files.readString(data.resolve(AdminToken.FILE)).strip();
    assertThat(ask("GET /api/v4/clients", null)).startsWith("HTTP/1.1 401");
    assertThat(ask("GET /api/v4/clients", "Basic " + base64("app:wrong")))
        .startsWith("HTTP/1.1 401");
    assertThat(ask("GET /api/v4/clients", "Basic " + base64("admin:public")))
        .startsWith("HTTP/1.1 401");
    assertThat(ask("GET /api/v4/clients", "Bearer " + token)).startsWith("HTTP/1.1 401");
  }

  @Test
  void servesNoCommands() throws Exception {
    for (String path : new String[] {"/ctl/clients", "/status", "/health", "/metrics", "/"}) {
      assertThat(ask("GET " + path, key)).as(path).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void speaksNoOldTls() throws Exception {
    try (SSLSocket socket = connect("TLSv1.2")) {
      socket.startHandshake();
      assertThat(socket.getSession().getCipherSuite()).contains("ECDHE", "GCM");
    }
    try (SSLSocket socket = connect("TLSv1.2")) {
      socket.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
    } catch (IllegalArgumentException e) {
      // This JDK does not even know the suite any more.
      assertThat(e).hasMessageContaining("TLS_RSA");
    }
  }

  @Test
  void aNewCertificateIsUsedWithoutARestart() throws Exception {
    assertThat(subject()).isEqualTo("CN=one");
    write("two");
    await().atMost(Duration.ofSeconds(30)).until(() -> subject().equals("CN=two"));
    assertThat(ask("GET /api/v4/clients", key)).startsWith("HTTP/1.1 200");
  }

  private String subject() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3")) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  @Test
  void aCertificateThatCannotBeUsedIsNamed() throws IOException {
    Files.writeString(data.resolve("cert.pem"), "nothing");
    assertThatThrownBy(() -> ApiCertificates.open(tls()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("certfile");
  }
}
