package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.span;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.net.Protocol;
import io.dynamq.server.config.ListenerTypes.Access;
import io.dynamq.server.config.ListenerTypes.FileMode;
import io.dynamq.server.config.ListenerTypes.KeepAliveTimes;
import io.dynamq.server.config.SettingSpec.Text;
import io.dynamq.server.config.ValueType.Address;
import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Size;
import io.dynamq.server.config.ValueType.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows about where clients connect; each protocol has the common ones and some of its own. */
final class ListenerKeys {
  private static final int ANY = Integer.MAX_VALUE;
  private static final Flag FLAG = new Flag();
  private static final String COMMON = "Listeners";

  private ListenerKeys() {}

  /** {@code listener.tcp.}, and so on. */
  static String prefix(Protocol protocol) {
    return "listener." + protocol.name().toLowerCase(Locale.ROOT) + ".";
  }

  static List<SettingSpec> rows() {
    List<SettingSpec> rows = new ArrayList<>();
    addresses(rows);
    for (Protocol protocol : Protocol.values()) {
      String each = prefix(protocol) + "<name>.";
      List<SettingSpec> common = new ArrayList<>(ofAll(each, protocol));
      if (protocol.isInet()) {
        common.addAll(ofInet(each, protocol));
      } else {
        common.add(mode(each));
      }
      // The file shows them once.
      rows.addAll(protocol == Protocol.TCP ? common : hidden(common));
      if (protocol.isTls()) {
        rows.addAll(TlsKeys.rows(each, protocol));
      }
      if (protocol.isWebSocket()) {
        rows.addAll(WebSocketKeys.rows(each, protocol));
      }
    }
    return rows;
  }

  private static void addresses(List<SettingSpec> rows) {
    rows.add(
        row(COMMON, "listener.tcp.external", new Address(true), "0.0.0.0:1883",
            "Where MQTT clients connect, or off. As long as allow_anonymous is not set, an address of"
                + " all interfaces is narrowed to this machine (127.0.0.1)."));
    rows.add(
        row(COMMON, "listener.tcp.internal", new Address(true), "off",
            "A second listener; EMQX has it at 127.0.0.1:11883."));
    rows.add(further(Protocol.TCP));
    rows.add(
        row(COMMON, "listener.ssl.external", new Address(true), "0.0.0.0:8883",
            "MQTT over TLS; opens only where certfile and keyfile are set."));
    rows.add(further(Protocol.SSL));
    rows.add(
        row(COMMON, "listener.ws.external", new Address(true), "0.0.0.0:8083",
            "MQTT over WebSocket, or off."));
    rows.add(further(Protocol.WS));
    rows.add(
        row(COMMON, "listener.wss.external", new Address(true), "0.0.0.0:8084",
            "MQTT over WebSocket over TLS; opens only where certfile and keyfile are set."));
    rows.add(further(Protocol.WSS));
    rows.add(
        without(COMMON, "listener.unix.<name>",
            new ValueType.Text("the path of a socket file such as /run/dynamq/mqtt.sock, or off"),
            "/run/dynamq/mqtt.sock",
            "MQTT over a Unix domain socket, for clients on this machine."));
    rows.add(
        without(COMMON, "allow_anonymous", FLAG, "true",
            "Whether clients without a name and password may connect. Not set: they may, but the"
                + " listeners open on this machine only; where auth.order or auth.scram are set,"
                + " they may not. true: open to the network. false: nobody connects without being"
                + " authenticated."));
  }

  private static SettingSpec further(Protocol protocol) {
    return without(
        COMMON, prefix(protocol) + "<name>", new Address(true), "", "Any further listener.");
  }

  private static List<SettingSpec> ofAll(String each, Protocol protocol) {
    String section = section(protocol);
    return List.of(
        without(section, each + "allow_anonymous", FLAG, "true",
            "The same for one listener; not set: as allow_anonymous says."),
        row(section, each + "zone", new ValueType.Text("a zone's name"), "external",
            "Whose zone.<zone>.* limits hold for its clients."),
        row(section, each + "max_connections", new Whole(1, ANY),
            protocol == Protocol.TCP ? "1024000" : "102400",
            "Connections at a time; more are closed at once."),
        row(section, each + "max_conn_rate", new Whole(0, ANY),
            protocol == Protocol.SSL ? "500" : "1000",
            "Connections that are accepted in a second; more wait in the backlog. 0 = no bound."),
        without(section, each + "messages_rate", new PaceType(false), "10000,1s",
            "Messages that the clients of the listener together may send, so many at once and on"
                + " average; beyond it who sends is not read from meanwhile. Not set: no bound."),
        without(section, each + "bytes_rate", new PaceType(true), "10MB,1s",
            "The same for bytes of all packets."),
        row(section, each + "acceptors", new Whole(1, 1024), acceptors(protocol),
            "Shown as in EMQX, without effect: one event loop accepts for each listener."),
        row(section, each + "backlog", new Whole(1, 65_535), "1024",
            "Connections the kernel keeps until they are accepted."),
        row(section, each + "send_timeout", span(1, false), "15s",
            "How long a client may take none of the bytes that wait for it."),
        row(section, each + "send_timeout_close", FLAG, "on",
            "Whether such a client is closed."),
        without(section, each + "recbuf", new Size(1 << 10, 1 << 30), "64KB",
            "The kernel's buffer for what arrives; not set: the system decides."),
        without(section, each + "sndbuf", new Size(1 << 10, 1 << 30), "64KB",
            "The kernel's buffer for what leaves; not set: the system decides."));
  }

  private static String acceptors(Protocol protocol) {
    return switch (protocol) {
      case TCP -> "8";
      case SSL -> "16";
      default -> "4";
    };
  }

  private static List<SettingSpec> ofInet(String each, Protocol protocol) {
    String section = section(protocol);
    List<SettingSpec> rows = new ArrayList<>();
    rows.add(
        without(section, each + "access.<n>", new Access(), "allow all",
            "Who may open a connection: the first rule by number that matches decides, and without"
                + " one the client is let in. Judges the socket's address, not the one that a proxy"
                + " tells."));
    rows.add(
        row(section, each + "proxy_protocol", FLAG, "off",
            "Whether a proxy in front says with PROXY protocol 1 or 2 who connects; then others"
                + " cannot connect."));
    rows.add(
        row(section, each + "proxy_protocol_timeout", span(1, false), "3s",
            "How long that may take."));
    rows.add(
        row(section, each + "nodelay", FLAG, "true",
            "Send small packets at once (TCP_NODELAY)."));
    rows.add(
        row(section, each + "reuseaddr", FLAG, "true",
            "Bind although connections of an earlier start linger (SO_REUSEADDR)."));
    rows.add(
        row(section, each + "tcp_keepalive", new KeepAliveTimes(), "off",
            "When the kernel asks a silent client whether it is there: seconds of silence, seconds"
                + " between questions, questions."));
    if (!protocol.isTls()) {
      rows.addAll(TlsKeys.ofProxy(each, section));
    }
    return rows;
  }

  private static SettingSpec mode(String each) {
    return row(
        section(Protocol.UNIX), each + "mode", new FileMode(), "0600",
        "Permissions of the socket file; who may write it may connect.");
  }

  static String section(Protocol protocol) {
    return switch (protocol) {
      case TCP -> "TCP listeners";
      case SSL -> "TLS listeners";
      case WS -> "WebSocket listeners";
      case WSS -> "WebSocket listeners over TLS";
      case UNIX -> "Unix domain socket listeners";
    };
  }

  /** The same without a line in the shipped file. */
  static List<SettingSpec> hidden(List<SettingSpec> rows) {
    return rows.stream()
        .map(
            row ->
                new SettingSpec(
                    row.section(),
                    row.key(),
                    row.type(),
                    row.defaultText(),
                    "",
                    new Text(row.help(), row.text().reloadable())))
        .toList();
  }
}
