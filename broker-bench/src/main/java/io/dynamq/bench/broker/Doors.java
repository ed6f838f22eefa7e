package io.dynamq.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The TLS and WebSocket listeners of a broker, and a {@link Tunnel} to each that is used. */
final class Doors implements AutoCloseable {
  private static final String HOME = System.getProperty("java.home");
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ALIAS = "bench";
  private static final int LINE = 64;

  private final Path directory;
  private final int tls = Child.freePort();
  private final int webSocket = Child.freePort();
  private final Map<Layer, Integer> ports = new EnumMap<>(Layer.class);
  private final Map<Layer, Child> tunnels = new EnumMap<>(Layer.class);

  /**
   * Makes a certificate.
   *
   * @param directory where it and its key are written
   */
  Doors(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    Path store = directory.resolve("bench.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(HOME, "bin/keytool").toString(), "-genkeypair", "-alias", ALIAS, "-keyalg", "EC",
                "-groupname", "secp256r1", "-dname", "CN=127.0.0.1", "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool failed, see " + directory.resolve("keytool.log"));
    }
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      write(certificate(), "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
      write(key(), "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String what, byte[] content) throws IOException {
    String text = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, text, what));
  }

  private Path certificate() {
    return directory.resolve("cert.pem");
  }

  private Path key() {
    return directory.resolve("key.pem");
  }

  /** Our broker's listeners, as variables of the environment. */
  Map<String, String> settings() {
    return Map.of(
        "DYNAMQ_LISTENER__SSL__EXTERNAL", "127.0.0.1:" + tls,
        "DYNAMQ_LISTENER__SSL__EXTERNAL__CERTFILE", certificate().toString(),
        "DYNAMQ_LISTENER__SSL__EXTERNAL__KEYFILE", key().toString(),
        "DYNAMQ_LISTENER__WS__BENCH", "127.0.0.1:" + webSocket);
  }

  /** Mosquitto's, as lines of its configuration. */
  String mosquitto() {
    return """
        listener %d 127.0.0.1
        certfile %s
        keyfile %s
        listener %d 127.0.0.1
        protocol websockets
        """
        .formatted(tls, certificate(), key(), webSocket);
  }

  /**
   * Where plain TCP ends up in a layer.
   *
   * @param plain the broker's own port without one
   */
  int port(Layer layer, int plain) {
    if (layer == Layer.NONE) {
      return plain;
    }
    return ports.computeIfAbsent(layer, this::dig);
  }

  private int dig(Layer layer) {
    int port = Child.freePort();
    int far = layer == Layer.TLS ? tls : webSocket;
    List<String> command =
        List.of(
            Path.of(HOME, "bin/java").toString(), "-Xmx256m", "-cp",
            System.getProperty("java.class.path"), Tunnel.class.getName(), String.valueOf(port),
            String.valueOf(far), layer.name());
    Path log = directory.resolve("tunnel-" + layer + ".log");
    tunnels.put(layer, Child.start(command, Map.of(), port, log));
    return port;
  }

  @Override
  public void close() {
    tunnels.values().forEach(Child::close);
  }
}
