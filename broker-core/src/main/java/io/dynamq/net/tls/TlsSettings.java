package io.dynamq.net.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * How a listener speaks TLS.
 *
 * @param identity shown to clients that ask for no host name, or for one that nobody has
 * @param byHost further ones, chosen by the host name that a client asks for (SNI)
 * @param authorities file with the certificates of those whose word on clients counts, null = none
 * @param clients whether clients show certificates
 * @param versions such as {@code TLSv1.3}
 * @param ciphers names of {@link Ciphers}
 * @param handshakeMillis how long a handshake may take
 * @param names what a client's certificate is taken for
 */
public record TlsSettings(
    Identity identity,
    List<HostIdentity> byHost,
    Path authorities,
    Clients clients,
    List<String> versions,
    List<String> ciphers,
    long handshakeMillis,
    Names names) {

  /** The versions that are taken where nothing is configured. */
  public static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  /** Whether clients show certificates. */
  public enum Clients {
    /** They are not asked. */
    UNASKED,
    /** They are asked; one that has none may come, one whose certificate is not good may not. */
    ASKED,
    /** They must. */
    REQUIRED
  }

  /**
   * A certificate with its key.
   *
   * @param certificate PEM file, the server's own first, then those that it hangs from
   * @param key PEM file
   * @param password of the key, null if it is not encrypted
   */
  public record Identity(Path certificate, Path key, String password) {
    @Override
    public String toString() {
      return certificate + " with " + key;
    }
  }

  /**
   * An identity for some hosts.
   *
   * @param number its place in the configuration
   * @param host a name or {@code *.name}
   */
  public record HostIdentity(int number, String host, Identity identity) {}

  /** What a client's certificate is taken for. */
  public record Names(CertificateName username, CertificateName clientId) {
    public static final Names NONE = new Names(CertificateName.NONE, CertificateName.NONE);
  }

  public TlsSettings {
    byHost = List.copyOf(byHost);
    versions = List.copyOf(versions);
    ciphers = List.copyOf(ciphers);
  }

  /** One identity, no certificates of clients. */
  public static TlsSettings of(Path certificate, Path key) {
    return of(certificate, key, null);
  }

  /**
   * The same with an encrypted key.
   *
   * @param password null if it is not encrypted
   */
  public static TlsSettings of(Path certificate, Path key, String password) {
    return new TlsSettings(
        new Identity(certificate, key, password),
        List.of(),
        null,
        Clients.UNASKED,
        VERSIONS,
        Ciphers.all(),
        15_000,
        Names.NONE);
  }

  /** The same with certificates of clients. */
  public TlsSettings withClients(Clients other, Path trusted, Names taken) {
    return new TlsSettings(
        identity, byHost, trusted, other, versions, ciphers, handshakeMillis, taken);
  }

  /** The same with identities for some hosts. */
  public TlsSettings withHosts(List<HostIdentity> hosts) {
    return new TlsSettings(
        identity, hosts, authorities, clients, versions, ciphers, handshakeMillis, names);
  }
}
