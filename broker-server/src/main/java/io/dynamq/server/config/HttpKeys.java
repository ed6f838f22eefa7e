package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.span;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.server.config.ValueType.Text;
import io.dynamq.server.config.ValueType.Whole;
import io.dynamq.setting.Problem;
import java.net.URI;
import java.util.List;

/** The rows about the service that judges clients, and what they say. */
final class HttpKeys {
  private static final String LINK = "http";
  private static final String URL = "auth.http.auth_req.url";
  private static final String TIMEOUT = "auth.http.timeout";
  private static final String REQUESTS = "auth.http.pool_size";
  private static final String TTL = "auth.http.cache_ttl";
  private static final String SECTION = "Authentication over HTTP";

  private HttpKeys() {}

  static List<SettingSpec> rows() {
    return List.of(
        without(SECTION, URL, new Text("an address such as https://127.0.0.1/mqtt/auth"),
            "https://127.0.0.1/mqtt/auth",
            "What the link http of auth.order asks, by https unless it is this machine; see"
                + " docs/authentication.md."),
        row(SECTION, TIMEOUT, new ValueType.Span(100, 60_000, false), "5s",
            "How long an answer may take."),
        row(SECTION, REQUESTS, new Whole(1, 10_000), "32",
            "Requests at a time; clients beyond are told that the server is busy."),
        row(SECTION, TTL, span(0, false), "10s",
            "For how long it is remembered that a client was let in with the same name, password,"
                + " client id and address; 0 = not at all."));
  }

  /** Null if the chain has no such link. */
  static HttpConfig read(Settings settings, List<String> order, List<Problem> problems) {
    if (!order.contains(LINK)) {
      return null;
    }
    URI url =
        settings.text(URL).map(text -> JwtKeys.address(settings, URL, text, problems)).orElse(null);
    if (!settings.keys().contains(URL)) {
      problems.add(
          new Problem(
              settings.origin(AuthKeys.ORDER),
              AuthKeys.ORDER,
              "has http, but nobody to ask, expected " + URL));
    }
    return new HttpConfig(
        url,
        settings.number(TIMEOUT).orElseThrow(),
        settings.number(REQUESTS).orElseThrow().intValue(),
        settings.number(TTL).orElseThrow());
  }
}
