package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.net.Protocol;
import io.dynamq.net.websocket.WebSocketSettings;
import io.dynamq.server.config.ListenerTypes.AnyWords;
import io.dynamq.server.config.ListenerTypes.HttpPath;
import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Size;
import java.util.List;
import java.util.Map;

/** The rows about WebSocket. */
final class WebSocketKeys {
  private static final Flag FLAG = new Flag();

  private WebSocketKeys() {}

  static List<SettingSpec> rows(String each, Protocol protocol) {
    String section = ListenerKeys.section(protocol);
    List<SettingSpec> rows =
        List.of(
            row(section, each + "mqtt_path", new HttpPath(), "/mqtt",
                "Path of the request that opens a WebSocket."),
            row(section, each + "fail_if_no_subprotocol", FLAG, "on",
                "Whether a client that offers none of the subprotocols is refused."),
            row(section, each + "supported_subprotocols",
                new AnyWords("names separated by commas, such as mqtt, mqtt-v5"),
                String.join(", ", WebSocketSettings.SUBPROTOCOLS),
                "Subprotocols, the preferred one first."),
            row(section, each + "max_frame_size", new Size(0, 1 << 29), "0",
                "Longest frame, and what a compressed one may become; 0 = one packet of the zone's"
                    + " max_packet_size and 64KB more."),
            row(section, each + "compress", FLAG, "off",
                "Whether clients may compress (permessage-deflate)."),
            row(section, each + "mqtt_piggyback",
                new ValueType.Choice(List.of("single", "multiple"), Map.of()), "single",
                "single: each packet to a client has a frame of its own, which every client"
                    + " understands. multiple: all that leaves at a time is in one frame, which"
                    + " costs less. From clients both are taken."),
            row(section, each + "check_origin_enable", FLAG, "off",
                "Whether browsers may connect only for pages of check_origins."),
            row(section, each + "allow_origin_absence", FLAG, "on",
                "With check_origin_enable: whether clients may connect that name no page, which are"
                    + " no browsers."),
            without(section, each + "check_origins",
                new AnyWords("origins separated by commas, such as https://example.org"),
                "https://example.org, http://localhost:8080", "Pages that may connect."),
            without(section, each + "proxy_address_header",
                new ValueType.Text("a header's name such as X-Forwarded-For"), "X-Forwarded-For",
                "Where a proxy tells the client's address. Anyone can write such a header, so set"
                    + " this only where nobody can pass by the proxy."),
            without(section, each + "proxy_port_header",
                new ValueType.Text("a header's name such as X-Forwarded-Port"), "X-Forwarded-Port",
                "The same for the client's port."));
    return protocol == Protocol.WS ? rows : ListenerKeys.hidden(rows);
  }
}
