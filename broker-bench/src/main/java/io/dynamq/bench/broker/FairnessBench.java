package io.dynamq.bench.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Whether some clients suffer from others: the latency of twenty pairs with 500 messages a second in
 * all, alone and beside a publisher at full speed, subscribers that do not read, and a storm of TLS
 * handshakes. The load generator, the disturbers and the broker share this machine, so what is
 * measured is the broker's fairness and the kernel's.
 */
public final class FairnessBench {
  private static final String PROBE =
      "--topics pair --pubs 20 --subs 20 --qos 1 --rate 500 --prefix fair";

  private final LoadRun load;
  private final Target target;
  private final int tlsPort;

  private FairnessBench(LoadRun load, Target target, int tlsPort) {
    this.load = load;
    this.target = target;
    this.tlsPort = tlsPort;
  }

  /** Begins to disturb. */
  private interface Start {
    void run(Nuisance nuisance) throws Exception;
  }

  /** First argument: the directory of the checkout; the rest: {@link Options#HELP}. */
  public static void main(String[] arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of(arguments));
    Path home = Path.of(words.remove(0));
    Options options = Options.parse(home, words.toArray(String[]::new));
    Path scratch = Files.createTempDirectory("broker-fairness");
    int tlsPort = Child.freePort();
    try (Target target = Target.ours(home, scratch, tls(scratch, tlsPort))) {
      new FairnessBench(new LoadRun(options), target, tlsPort).run();
    }
  }

  private void run() throws Exception {
    load.measure(workload("--topics pair --pubs 50 --subs 50 --qos 1 --duration 8"), target);
    System.out.println("| beside | p50 ms | p99 ms | p99.9 ms | most ms | they did |");
    System.out.println("|---|---|---|---|---|---|");
    row("nobody", nuisance -> {});
    row("a publisher at full speed, QoS 0", Nuisance::flood);
    row("a publisher at full speed, QoS 1", Nuisance::acknowledgedFlood);
    row("ten subscribers of the same that do not read", n -> n.sleepers("fair/#", 10));
    row("TLS handshakes on four threads", Nuisance::handshakes);
    row("nobody", nuisance -> {});
  }

  private void row(String name, Start start) throws Exception {
    try (Nuisance nuisance = new Nuisance(target, tlsPort)) {
      start.run(nuisance);
      JsonNode answer = load.measure(workload(PROBE), target);
      JsonNode latency = answer.path("latency_us");
      System.out.printf(
          "| %s | %s | %s | %s | %s | %,d%s |%n",
          name, millis(latency, "p50"), millis(latency, "p99"), millis(latency, "p999"),
          millis(latency, "max"), nuisance.done(),
          answer.path("ok").asBoolean() ? "" : ", NOT CLEAN " + answer);
    }
  }

  private static String millis(JsonNode latency, String key) {
    return latency.has(key) ? "%.2f".formatted(latency.path(key).asDouble() / 1e3) : "–";
  }

  private static Workload workload(String arguments) {
    return new Workload("fairness", List.of(arguments.split(" ")), List.of(), false);
  }

  /** Settings of a TLS listener with a certificate that nobody else trusts. */
  private static Map<String, String> tls(Path scratch, int port) throws Exception {
    Path store = scratch.resolve("tls.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
    Process process =
        new ProcessBuilder(
                keytool, "-genkeypair", "-alias", "broker", "-keyalg", "RSA", "-keysize", "2048",
                "-dname", "CN=localhost", "-validity", "2", "-storetype", "PKCS12",
                "-storepass", "benchmark", "-keystore", store.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("keytool made no certificate");
    }
    KeyStore keys =
        KeyStore.getInstance(store.toFile(), "benchmark".toCharArray());
    byte[] key = keys.getKey("broker", "benchmark".toCharArray()).getEncoded();
    byte[] certificate = keys.getCertificate("broker").getEncoded();
    return Map.of(
        "DYNAMQ_LISTENER__SSL__EXTERNAL", "127.0.0.1:" + port,
        "DYNAMQ_LISTENER__SSL__EXTERNAL__CERTFILE", pem(scratch, "CERTIFICATE", certificate),
        "DYNAMQ_LISTENER__SSL__EXTERNAL__KEYFILE", pem(scratch, "PRIVATE KEY", key));
  }

  private static String pem(Path scratch, String what, byte[] bytes) {
    try {
      String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
      return Files.writeString(
              scratch.resolve(what.replace(' ', '-') + ".pem"),
              "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n")
          .toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
