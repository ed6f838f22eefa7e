package io.dynamq.net.tls;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.DomainWildcardMappingBuilder;
import io.netty.util.Mapping;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/**
 * What the files held at one moment. Immutable.
 *
 * @param byHost finds the context for a host name, the listener's own if nobody has that name
 */
record TlsContexts(SslContext own, Mapping<String, SslContext> byHost) {

  static {
    // The JDK has no switch for one engine. Renegotiation is a way to make a server work for
    // nothing, and TLS 1.3 has none.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  /** Reads every file of a listener. */
  static TlsContexts read(TlsSettings settings) throws TlsFileException {
    X509Certificate[] authorities =
        settings.authorities() == null
            ? null
            : CertificateFile.read(PemFile.read("cacertfile", settings.authorities()));
    Reading reading = new Reading(settings, authorities);
    SslContext own = reading.context("", settings.identity());
    DomainWildcardMappingBuilder<SslContext> hosts = new DomainWildcardMappingBuilder<>(own);
    for (TlsSettings.HostIdentity host : settings.byHost()) {
      hosts.add(host.host(), reading.context("sni." + host.number() + ".", host.identity()));
    }
    return new TlsContexts(own, hosts.build());
  }

  /** One pass over the files. */
  private static final class Reading {
    private final TlsSettings settings;
    private final X509Certificate[] authorities;

    private Reading(TlsSettings settings, X509Certificate[] authorities) {
      this.settings = settings;
      this.authorities = authorities;
    }

    private SslContext context(String prefix, TlsSettings.Identity identity)
        throws TlsFileException {
      PemFile certificateFile = PemFile.read(prefix + "certfile", identity.certificate());
      X509Certificate[] chain = CertificateFile.read(certificateFile);
      PemFile keyFile = PemFile.read(prefix + "keyfile", identity.key());
      PrivateKey key = KeyFile.read(keyFile, identity.password());
      CertificateFile.checkPair(chain[0], key, keyFile);
      try {
        return build(key, chain);
      } catch (SSLException | IllegalArgumentException e) {
        throw certificateFile.unusable("cannot be used: " + e.getMessage(), e);
      }
    }

    private SslContext build(PrivateKey key, X509Certificate[] chain) throws SSLException {
      SslContextBuilder builder =
          SslContextBuilder.forServer(key, chain)
              .sslProvider(SslProvider.JDK)
              .protocols(settings.versions())
              .ciphers(settings.ciphers(), SupportedCipherSuiteFilter.INSTANCE)
              .clientAuth(
                  switch (settings.clients()) {
                    case UNASKED -> ClientAuth.NONE;
                    case ASKED -> ClientAuth.OPTIONAL;
                    case REQUIRED -> ClientAuth.REQUIRE;
                  });
      if (authorities != null) {
        builder.trustManager(authorities);
      }
      return builder.build();
    }
  }
}
