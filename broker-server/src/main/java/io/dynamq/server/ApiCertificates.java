package io.dynamq.server;

import io.dynamq.net.tls.ServerCertificates;
import io.dynamq.net.tls.TlsFileException;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.server.admin.ApiIdentity;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLContext;

/** Certificates in files, as listeners of MQTT have them. */
public final class ApiCertificates implements ApiIdentity {
  private final ServerCertificates files;
  private final TlsSettings settings;

  private ApiCertificates(ServerCertificates files, TlsSettings settings) {
    this.files = files;
    this.settings = settings;
  }

  /**
   * Reads the files.
   *
   * @throws IOException if one of them cannot be used
   */
  public static ApiCertificates open(TlsSettings settings) throws IOException {
    try {
      return new ApiCertificates(
          ServerCertificates.load("management.listener.https", settings), settings);
    } catch (TlsFileException e) {
      throw new IOException(e.key() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public SSLContext context() {
    return files.jdk();
  }

  @Override
  public boolean isRenewed() {
    return files.reloadIfChanged();
  }

  @Override
  public List<String> versions() {
    return settings.versions();
  }

  @Override
  public List<String> ciphers() {
    return settings.ciphers();
  }

  @Override
  public Clients clients() {
    return switch (settings.clients()) {
      case UNASKED -> Clients.UNASKED;
      case ASKED -> Clients.ASKED;
      case REQUIRED -> Clients.REQUIRED;
    };
  }
}
