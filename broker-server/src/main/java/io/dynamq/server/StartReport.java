package io.dynamq.server;

import io.dynamq.net.ListenerSettings;
import io.dynamq.net.Protocol;
import io.dynamq.server.config.ListenerConfig;
import io.dynamq.server.config.ServerConfig;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is printed when the broker is ready: within one screen, what a newcomer must know. */
final class StartReport {
  private static final String ROW = "  %-15s %s%n";

  private final ServerConfig config;
  private final PrintStream out;
  private final boolean background;

  StartReport(ServerConfig config, PrintStream out, boolean background) {
    this.config = config;
    this.out = out;
    this.background = background;
  }

  void print(Server server, long millis) {
    out.printf(
        "DynaMQ %s, node %s, Java %s%n%n",
        config.broker().version(), config.broker().node(), Runtime.version().feature());
    for (ListenerConfig listener : config.listeners()) {
      out.printf(
          ROW,
          label(listener.settings().protocol()),
          server.address(listener) + " (" + listener.settings().name() + ")");
    }
    if (!config.auth().order().isEmpty()) {
      out.printf(ROW, "Clients", "judged by " + String.join(", ", config.auth().order()));
    }
    config
        .scram()
        .ifPresent(
            scram -> out.printf(ROW, "Users", scram.shownFile() + ", by SCRAM-SHA-256"));
    out.printf(ROW, "State", state(server));
    config
        .embedded()
        .ifPresent(
            embedded -> out.printf(ROW, "DynamoDB", "embedded, http://" + embedded.address()));
    out.printf(ROW, "Administration", server.adminAddress() + ", bin/emqx_ctl");
    config
        .management()
        .ifPresent(api -> out.printf(ROW, "HTTP API", "https://" + api.address() + "/api/v4"));
    out.printf(ROW, "Data", config.dataDirectory());
    if (config.log().form().isToFile(background)) {
      out.printf(ROW, "Log", Logs.file(config.log()));
    }
    out.printf(
        ROW,
        "Plugins",
        server.activePlugins().isEmpty() ? "none loaded" : String.join(", ", server.activePlugins()));
    out.printf(ROW, "Not protected", unprotected());
    if (!config.notices().isEmpty()) {
      out.println();
      config.notices().forEach(notice -> out.println("  ! " + notice));
    }
    out.printf(
        Locale.ROOT,
        "%nReady after %.1f s. Stop with %s.%n",
        millis / 1_000.0,
        background ? "bin/broker stop" : "Ctrl-C or bin/broker stop");
    out.flush();
  }

  private static String label(Protocol protocol) {
    return switch (protocol) {
      case TCP -> "MQTT";
      case SSL -> "MQTT, TLS";
      case WS -> "WebSocket";
      case WSS -> "WebSocket, TLS";
      case UNIX -> "MQTT, local";
    };
  }

  private String state(Server server) {
    String acknowledged =
        ", acknowledged after "
            + config.broker().durability().base().name().toLowerCase(Locale.ROOT);
    return config.persistence().equals("memory")
        ? "in memory only, lost when the broker stops"
        : "in DynamoDB tables" + acknowledged + ", " + server.restored() + " sessions restored";
  }

  private String unprotected() {
    List<String> gaps = new ArrayList<>();
    if (config.listeners().stream().anyMatch(listener -> isPlain(listener.settings()))) {
      gaps.add("MQTT is not encrypted");
    }
    if (config.listeners().stream().anyMatch(ListenerConfig::anonymous)) {
      gaps.add("clients need no password");
    }
    String text = gaps.isEmpty() ? "" : String.join(", ", gaps);
    if (config.embedded().isPresent()) {
      text += (text.isEmpty() ? "" : "; ") + "the embedded DynamoDB asks nobody for credentials";
    }
    return text.isEmpty() ? "nothing" : text;
  }

  private static boolean isPlain(ListenerSettings listener) {
    return listener.protocol().isInet() && !listener.protocol().isTls();
  }
}
