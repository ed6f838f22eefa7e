package io.dynamq.net.tls;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cipher suites that are offered: those with forward secrecy and authenticated encryption (RFC
 * 9325). A name may be OpenSSL's, as in EMQX, or the standard's.
 */
public final class Ciphers {
  /** Standard names by OpenSSL's; the strongest first. */
  private static final Map<String, String> BY_OPENSSL = byOpenSsl();

  private Ciphers() {}

  private static Map<String, String> byOpenSsl() {
    Map<String, String> names = new LinkedHashMap<>();
    for (String name :
        List.of(
            "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256")) {
      names.put(name, name);
    }
    for (String key : List.of("ECDSA", "RSA")) {
      String standard = "TLS_ECDHE_" + key + "_WITH_";
      names.put("ECDHE-" + key + "-AES256-GCM-SHA384", standard + "AES_256_GCM_SHA384");
      names.put("ECDHE-" + key + "-AES128-GCM-SHA256", standard + "AES_128_GCM_SHA256");
      names.put("ECDHE-" + key + "-CHACHA20-POLY1305", standard + "CHACHA20_POLY1305_SHA256");
    }
    return names;
  }

  /** Standard names, the strongest first. */
  public static List<String> all() {
    return new ArrayList<>(BY_OPENSSL.values());
  }

  /** OpenSSL's names, the strongest first. */
  public static List<String> openSslNames() {
    return new ArrayList<>(BY_OPENSSL.keySet());
  }

  /** The standard name of a suite, empty if it is unknown or not good enough. */
  public static Optional<String> named(String name) {
    return BY_OPENSSL.containsValue(name)
        ? Optional.of(name)
        : Optional.ofNullable(BY_OPENSSL.get(name));
  }
}
