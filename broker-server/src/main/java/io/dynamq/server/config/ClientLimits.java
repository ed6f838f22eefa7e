package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.span;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.server.config.ValueType.Choice;
import io.dynamq.server.config.ValueType.Decimal;
import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Size;
import io.dynamq.server.config.ValueType.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows about what clients may do: {@code mqtt.*} for all, {@code zone.<zone>.*} for the clients of
 * a listener. A zone takes every {@code mqtt.*} cap too, and its own value wins.
 */
final class ClientLimits {
  /** The zone that the shipped file shows. */
  static final String SHIPPED_ZONE = "external";

  private static final int MAX_PACKET = 268_435_455;
  private static final int MAX_SHORT = 65_535;
  private static final int ANY = Integer.MAX_VALUE;
  private static final Flag FLAG = new Flag();

  /** What decides whether something is there at all. */
  private static final Set<String> AT_START =
      Set.of("zone.<zone>.enable_ban", "zone.<zone>.enable_flapping_detect");

  private ClientLimits() {}

  static List<SettingSpec> rows() {
    List<SettingSpec> rows = new ArrayList<>();
    List<SettingSpec> caps = caps();
    rows.addAll(caps);
    for (SettingSpec cap : caps) {
      rows.add(
          without(
              "Limits of a zone",
              cap.key().replace("mqtt.", "zone.<zone>."),
              cap.type(),
              "",
              "Overrides " + cap.key() + "."));
    }
    rows.addAll(ofZone());
    return rows.stream()
        .map(row -> AT_START.contains(row.key()) ? row : row.reloaded())
        .toList();
  }

  private static List<SettingSpec> caps() {
    String section = "Limits of all clients";
    return List.of(
        row(section, "mqtt.idle_timeout", span(100, false), "8s",
            "From the connection to the whole CONNECT packet."),
        row(section, "mqtt.max_packet_size", new Size(64, MAX_PACKET), "1MB",
            "Largest packet from a client; a larger one ends the connection."),
        row(section, "mqtt.max_connect_size", new Size(64, MAX_PACKET), "64KB",
            "Largest CONNECT, which comes before it is known from whom; a will is part of it."),
        row(section, "mqtt.max_clientid_len", new Whole(23, MAX_SHORT), "65535",
            "Longest client identifier, in bytes of UTF-8."),
        row(section, "mqtt.max_topic_levels", new Whole(0, MAX_SHORT), "128",
            "Most levels of a topic; 0 = no bound."),
        row(section, "mqtt.max_qos_allowed", new Whole(0, 2), "2",
            "Highest quality of service that may be published or granted."),
        row(section, "mqtt.max_topic_alias", new Whole(0, MAX_SHORT), "65535",
            "Highest topic alias that a client may use; 0 = none."),
        row(section, "mqtt.max_topic_alias_out", new Whole(0, MAX_SHORT), "32",
            "Topic aliases that the broker itself uses for a client that allows them; 0 = none."),
        row(section, "mqtt.retain_available", FLAG, "true", "Whether messages may be retained."),
        row(section, "mqtt.wildcard_subscription", FLAG, "true",
            "Whether filters may hold + and #."),
        row(section, "mqtt.shared_subscription", FLAG, "true",
            "Whether $share/<group>/<filter> and $queue/<filter> may be subscribed to."),
        row(section, "mqtt.exclusive_subscription", FLAG, "false",
            "Whether $exclusive/<topic> may be subscribed to."),
        row(section, "mqtt.strict_mode", FLAG, "false",
            "Packets are always judged strictly. true: a payload that is said to be UTF-8 (MQTT 5"
                + " payload format indicator) is read too and refused with 0x99 if it is not."),
        without(section, "mqtt.response_information", new ValueType.Topic(false), "reply/%c",
            "What MQTT 5 clients that ask for response information are told: a topic that they may"
                + " build response topics on. A whole level %c is the client id, %u the user name,"
                + " which EMQX does not have. Not set: nothing."),
        row(section, "mqtt.ignore_loop_deliver", FLAG, "false",
            "Do not send a client's messages back to itself (no local for MQTT 3)."));
  }

  private static List<SettingSpec> ofZone() {
    List<SettingSpec> rows = new ArrayList<>();
    connections(rows);
    guard(rows);
    sessions(rows);
    return rows;
  }

  private static void connections(List<SettingSpec> rows) {
    rows.add(
        without("Limits of a zone", "zone.<zone>.server_keepalive", new Whole(0, MAX_SHORT), "60",
            "Keep alive in seconds that is imposed on clients; not set: the client's own."));
    zone(rows, "keepalive_backoff", new Decimal(0.5, 100), "0.75",
        "A silent client is closed after keep alive x this x 2.");
    zone(rows, "redirect",
        new Choice(List.of("off", "use_another_server", "server_moved"), Map.of()), "off",
        "Refuse every client and send it to server_reference: for now (0x9C) or for good (0x9D)."
            + " MQTT 3 clients learn only that this server does not serve them.");
    rows.add(
        without("Limits of a zone", "zone.<zone>.server_reference",
            new ValueType.Text("a server, such as other.example:1883"), "other.example:1883",
            "Where MQTT 5 clients are told to go by redirect, and when the broker shuts down (then"
                + " with 0x9C instead of 0x8B)."));
    zone(rows, "use_username_as_clientid", FLAG, "false",
        "Replace the client identifier by the user name.");
    zone(rows, "clientid_owner", FLAG, "off",
        "Whether a session belongs to the user name that began it: clients of another user name"
            + " that give its client identifier are refused (0x85; MQTT 3: 2) until it has ended."
            + " Sensible where user names are proven.");
    rows.add(
        without("Limits of a zone", "zone.<zone>.mountpoint", new ValueType.Topic(false), "dev/%c/",
            "Put before every topic of its clients and taken away again from what they are sent."
                + " Not set: none."));
  }

  private static void guard(List<SettingSpec> rows) {
    zone(rows, "enable_acl", FLAG, "on",
        "Whether access rules bind its clients. off: they may publish and subscribe to everything"
            + " but $SYS/, which is read only.");
    rows.add(
        without("Limits of a zone", "zone.<zone>.acl_deny_action",
            new Choice(List.of("ignore", "disconnect"), Map.of()), "disconnect",
            "Overrides acl_deny_action."));
    zone(rows, "enable_ban", FLAG, "on", "Whether bans hold for its clients.");
    zone(rows, "enable_flapping_detect", FLAG, "off",
        "Whether clients that come and go more often than flapping_detect_policy says are banned.");
  }

  private static void sessions(List<SettingSpec> rows) {
    zone(rows, "max_inflight", new Whole(1, MAX_SHORT), "32",
        "Deliveries of QoS 1 and 2 that a client may leave unacknowledged.");
    zone(rows, "max_awaiting_rel", new Whole(1, MAX_SHORT), "100",
        "Publishes of QoS 2 whose PUBREL is missing; the receive maximum told to MQTT 5 clients.");
    zone(rows, "await_rel_timeout", span(0, false), "0",
        "How long the identifier of a QoS 2 publish is remembered while its client is connected and"
            + " sends no PUBREL (EMQX: 300s); 0 = for ever, as MQTT demands. Behind it, a repetition"
            + " of that PUBLISH would be a new message.");
    pace(rows, "conn_messages_in", false, "100,10s",
        "Messages that a client may send, 100 at once and 10 in a second on average; who is faster"
            + " is not read from meanwhile. Not set: no bound.");
    pace(rows, "conn_bytes_in", true, "100KB,10s", "The same for bytes of all packets.");
    zone(rows, "max_subscriptions", new Whole(0, ANY), "0", "Per session; 0 = no bound.");
    zone(rows, "upgrade_qos", FLAG, "off",
        "Deliver at the higher, not the lower, of the message's and the subscription's QoS.");
    zone(rows, "session_expiry_interval", span(0, true), "2h",
        "How long the session of an MQTT 3 client without clean session outlives its connection.");
    zone(rows, "max_session_expiry_interval", span(0, true), "infinity",
        "Cap on the expiry that MQTT 5 clients ask for.");
    zone(rows, "max_mqueue_len", new Whole(0, ANY), "1000000",
        "Messages queued for a persistent session, in the store; 0 = no bound.");
    zone(rows, "max_mqueue_bytes", new Size(0, 1L << 50), "0",
        "The same in bytes; 0 = no bound.");
    zone(rows, "max_mqueue_age", span(0, false), "0",
        "A message that has waited this long is given up, whether its client is connected or not;"
            + " 0 = never.");
    zone(rows, "mqueue_overflow",
        new Choice(List.of("drop_oldest", "drop_newest", "reject_publisher"), Map.of()),
        "drop_oldest",
        "What gives way when a queue is full: what has waited longest (as in EMQX), what comes, or"
            + " the publisher, which is told 0x97 and may publish again (MQTT 3: is disconnected).");
    zone(rows, "mqueue_store_qos0", FLAG, "true",
        "Whether messages of QoS 0 wait in memory for a client that is busy; false: they are"
            + " dropped. They never wait for a client that is offline.");
    zone(rows, "max_mqueue_memory_len", new Whole(1, ANY), "10000",
        "Messages queued in memory per session: all of a session that ends with its connection,"
            + " the read-ahead of a persistent one.");
    zone(rows, "max_mqueue_memory_bytes", new Size(1 << 10, 1L << 40), "16MB",
        "The same in bytes.");
  }

  private static void zone(
      List<SettingSpec> rows, String name, ValueType type, String defaultText, String help) {
    rows.add(row("Limits of a zone", "zone.<zone>." + name, type, defaultText, help));
  }

  private static void pace(
      List<SettingSpec> rows, String name, boolean bytes, String example, String help) {
    rows.add(
        without(
            "Limits of a zone",
            "zone.<zone>.rate_limit." + name,
            new PaceType(bytes),
            example,
            help));
  }
}
