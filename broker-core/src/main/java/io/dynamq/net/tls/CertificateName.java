package io.dynamq.net.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** What of a client's certificate becomes its user name or its identifier. */
public enum CertificateName {
  NONE {
    @Override
    String of(X509Certificate certificate) {
      return null;
    }
  },
  /** The subject's common name, null if it has none. */
  CN {
    @Override
    String of(X509Certificate certificate) {
      try {
        List<Rdn> parts =
            new LdapName(certificate.getSubjectX500Principal().getName()).getRdns();
        // The most specific part is the last.
        for (int i = parts.size() - 1; i >= 0; i--) {
          if (parts.get(i).getType().equalsIgnoreCase("CN")
              && parts.get(i).getValue() instanceof String text) {
            return text;
          }
        }
        return null;
      } catch (InvalidNameException e) {
        return null;
      }
    }
  },
  /** The whole subject as RFC 2253 writes it. */
  DN {
    @Override
    String of(X509Certificate certificate) {
      return certificate.getSubjectX500Principal().getName();
    }
  },
  /** The first DNS name, URI or mail address among the subject's alternative names, null if none. */
  SAN {
    @Override
    String of(X509Certificate certificate) throws CertificateParsingException {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return null;
      }
      for (List<?> name : names) {
        if (ALTERNATIVES.contains(name.get(0)) && name.get(1) instanceof String text) {
          return text;
        }
      }
      return null;
    }
  },
  /** The certificate itself, its DER bytes in Base64. */
  CRT {
    @Override
    String of(X509Certificate certificate) throws CertificateEncodingException {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    }
  },
  /** The certificate in PEM form. */
  PEM {
    @Override
    String of(X509Certificate certificate) throws CertificateEncodingException {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    }
  },
  /** The MD5 sum of the DER bytes in hexadecimal digits; a name, not a proof. */
  MD5 {
    @Override
    String of(X509Certificate certificate) throws GeneralSecurityException {
      byte[] sum = MessageDigest.getInstance("MD5").digest(certificate.getEncoded());
      return HexFormat.of().formatHex(sum);
    }
  };

  private static final int MQTT_STRING_MAX = 65_535;
  // rfc822Name, dNSName and uniformResourceIdentifier [RFC 5280 section 4.2.1.6].
  private static final Set<Integer> ALTERNATIVES = Set.of(1, 2, 6);

  abstract String of(X509Certificate certificate) throws GeneralSecurityException;

  /** The name, null if the certificate has none that MQTT could carry. */
  public String from(X509Certificate certificate) {
    try {
      String name = of(certificate);
      boolean usable =
          name != null
              && !name.isEmpty()
              && name.indexOf('\0') < 0
              && name.getBytes(StandardCharsets.UTF_8).length <= MQTT_STRING_MAX;
      return usable ? name : null;
    } catch (GeneralSecurityException e) {
      return null;
    }
  }
}
