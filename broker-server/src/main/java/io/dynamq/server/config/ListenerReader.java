package io.dynamq.server.config;

import io.dynamq.engine.Zone;
import io.dynamq.net.AccessRules;
import io.dynamq.net.Admittance;
import io.dynamq.net.KeepAlive;
import io.dynamq.net.ListenerSettings;
import io.dynamq.net.ListenerSettings.Layers;
import io.dynamq.net.ListenerSettings.ProxyNames;
import io.dynamq.net.Protocol;
import io.dynamq.net.SocketOptions;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.websocket.WebSocketSettings;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Reads the keys of one listener. */
final class ListenerReader {
  private final Settings settings;
  private final Protocol protocol;
  private final String name;
  private final String prefix;

  ListenerReader(Settings settings, Protocol protocol, String name) {
    this.settings = settings;
    this.protocol = protocol;
    this.name = name;
    this.prefix = ListenerKeys.prefix(protocol) + name + ".";
  }

  /**
   * @param tls null unless the protocol is encrypted
   */
  ListenerSettings read(SocketAddress bind, TlsSettings tls) {
    return new ListenerSettings(
        protocol,
        name,
        bind,
        settings.text(prefix + "zone").orElseThrow(),
        admittance(),
        socket(),
        new Layers(
            tls,
            protocol.isWebSocket() ? webSocket() : null,
            protocol.isInet() && !protocol.isTls()
                ? new ProxyNames(
                    settings.text(prefix + "peer_cert_as_username").isPresent(),
                    settings.text(prefix + "peer_cert_as_clientid").isPresent())
                : ProxyNames.NONE,
            protocol == Protocol.UNIX ? settings.text(prefix + "mode").orElseThrow() : null));
  }

  private Admittance admittance() {
    boolean proxied = protocol.isInet() && flag("proxy_protocol");
    return new Admittance(
        number("max_connections"),
        number("max_conn_rate"),
        number("acceptors"),
        AccessRules.of(access()),
        proxied ? settings.number(prefix + "proxy_protocol_timeout").orElseThrow() : 0,
        new Zone.Paces(pace("messages_rate"), pace("bytes_rate")));
  }

  /** Null if there is none. */
  private Zone.Pace pace(String name) {
    return settings.as(prefix + name, Zone.Pace.class).orElse(null);
  }

  private List<String> access() {
    TreeMap<Integer, String> rules = new TreeMap<>();
    for (Integer number : settings.numbered(prefix + "access.")) {
      rules.put(number, settings.text(prefix + "access." + number).orElseThrow());
    }
    return new ArrayList<>(rules.values());
  }

  private SocketOptions socket() {
    SocketOptions usual = SocketOptions.DEFAULT;
    return new SocketOptions(
        number("backlog"),
        !protocol.isInet() || flag("nodelay"),
        !protocol.isInet() || flag("reuseaddr"),
        settings.number(prefix + "recbuf").orElse(0L).intValue(),
        settings.number(prefix + "sndbuf").orElse(0L).intValue(),
        usual.highWaterBytes(),
        usual.lowWaterBytes(),
        flag("send_timeout_close") ? settings.number(prefix + "send_timeout").orElseThrow() : 0,
        protocol.isInet()
            ? settings.as(prefix + "tcp_keepalive", KeepAlive.class).orElse(null)
            : null);
  }

  private WebSocketSettings webSocket() {
    return new WebSocketSettings(
        settings.text(prefix + "mqtt_path").orElseThrow(),
        settings.texts(prefix + "supported_subprotocols"),
        flag("fail_if_no_subprotocol"),
        new WebSocketSettings.Frames(
            number("max_frame_size"),
            flag("compress"),
            settings.text(prefix + "mqtt_piggyback").orElseThrow().equals("single")),
        new WebSocketSettings.Origins(
            flag("check_origin_enable"),
            flag("allow_origin_absence"),
            settings.texts(prefix + "check_origins")),
        new WebSocketSettings.ProxyHeaders(
            settings.text(prefix + "proxy_address_header").orElse(null),
            settings.text(prefix + "proxy_port_header").orElse(null)));
  }

  private boolean flag(String key) {
    return settings.flag(prefix + key).orElseThrow();
  }

  private int number(String key) {
    return settings.number(prefix + key).orElseThrow().intValue();
  }
}
