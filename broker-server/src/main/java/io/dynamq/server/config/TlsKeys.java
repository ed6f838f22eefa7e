package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.span;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.net.Protocol;
import io.dynamq.net.tls.Ciphers;
import io.dynamq.server.config.ListenerTypes.Words;
import io.dynamq.server.config.ValueType.Choice;
import io.dynamq.server.config.ValueType.Flag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows about certificates. */
final class TlsKeys {
  private static final Flag FLAG = new Flag();
  private static final ValueType FILE = new ValueType.Text("a file in PEM form");
  private static final String OLD = "is not safe any more";
  private static final ValueType NAME =
      new Choice(List.of("cn", "dn", "san", "crt", "pem", "md5"), Map.of());

  private TlsKeys() {}

  static List<SettingSpec> rows(String each, Protocol protocol) {
    List<SettingSpec> rows =
        List.of(
            file(protocol, each + "certfile", "etc/certs/cert.pem",
                "The server's certificate, then those that it hangs from. Looked at again while"
                    + " running: a changed file is used for new connections within seconds."),
            file(protocol, each + "keyfile", "etc/certs/key.pem", "The certificate's private key."),
            without(ListenerKeys.section(protocol), each + "key_password",
                new ValueType.Text("a password"), "secret", "With what the key is encrypted."),
            file(protocol, each + "cacertfile", "etc/certs/cacert.pem",
                "Certificates of those whose word on clients counts."),
            row(ListenerKeys.section(protocol), each + "verify",
                new Choice(List.of("verify_none", "verify_peer"), Map.of()), "verify_none",
                "verify_peer: clients are asked for a certificate, and a bad one is refused."),
            row(ListenerKeys.section(protocol), each + "fail_if_no_peer_cert", FLAG, "off",
                "With verify_peer: whether clients without a certificate are refused."),
            row(ListenerKeys.section(protocol), each + "tls_versions",
                new Words(versions(), Map.of("tlsv1.1", OLD, "tlsv1", OLD, "sslv3", OLD)),
                "tlsv1.3,tlsv1.2", "Versions that are spoken."),
            row(ListenerKeys.section(protocol), each + "ciphers", new Words(ciphers(), Map.of()),
                String.join(",", Ciphers.openSslNames()),
                "Cipher suites, by OpenSSL's names or the standard's."),
            row(ListenerKeys.section(protocol), each + "handshake_timeout", span(1, false), "15s",
                "How long a TLS handshake may take."),
            name(protocol, each + "peer_cert_as_username", "user name"),
            name(protocol, each + "peer_cert_as_clientid", "client identifier"),
            without(ListenerKeys.section(protocol), each + "sni.<n>.hostname",
                new ValueType.Text("a host name such as mqtt.example.org or *.example.org"),
                "mqtt.example.org",
                "A host name with a certificate of its own; other names get certfile's."),
            file(protocol, each + "sni.<n>.certfile", "etc/certs/mqtt.pem", "Its certificate."),
            file(protocol, each + "sni.<n>.keyfile", "etc/certs/mqtt-key.pem", "Its key."),
            without(ListenerKeys.section(protocol), each + "sni.<n>.key_password",
                new ValueType.Text("a password"), "", "With what its key is encrypted."));
    return protocol == Protocol.SSL ? rows : ListenerKeys.hidden(rows);
  }

  private static SettingSpec file(Protocol protocol, String key, String example, String help) {
    return without(ListenerKeys.section(protocol), key, FILE, example, help);
  }

  private static SettingSpec name(Protocol protocol, String key, String what) {
    return without(
        ListenerKeys.section(protocol), key, NAME, "cn",
        "What of a client's certificate counts as its " + what + ", whatever it says in CONNECT: cn"
            + " the common name, dn the whole subject, san the first DNS name, URI or mail address of"
            + " its alternative names, crt the certificate in Base64, pem the same in PEM form, md5 its"
            + " MD5 sum. Clients whose certificate lacks it are closed; those"
            + " without a certificate keep the name they give.");
  }

  /** For listeners that leave TLS to a proxy. */
  static List<SettingSpec> ofProxy(String each, String section) {
    ValueType cn = new Choice(List.of("cn"), Map.of());
    return List.of(
        without(section, each + "peer_cert_as_username", cn, "cn",
            "Take the common name that PROXY protocol 2 tells of a client's certificate as its user"
                + " name. Clients whose certificate has none are closed."),
        without(section, each + "peer_cert_as_clientid", cn, "cn",
            "The same as its client identifier."));
  }

  private static Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("tlsv1.3", "TLSv1.3");
    versions.put("tlsv1.2", "TLSv1.2");
    return versions;
  }

  private static Map<String, String> ciphers() {
    Map<String, String> ciphers = new LinkedHashMap<>();
    Ciphers.openSslNames().forEach(name -> ciphers.put(name, Ciphers.named(name).orElseThrow()));
    Ciphers.all().forEach(name -> ciphers.putIfAbsent(name, name));
    return ciphers;
  }
}
