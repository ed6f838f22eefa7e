package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.span;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.server.config.ValueType.Choice;
import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Text;
import io.dynamq.setting.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows about JSON Web Tokens, and what they say. */
final class JwtKeys {
  static final String LINK = "jwt";

  private static final String FROM = "auth.jwt.from";
  private static final String PUBLIC_KEY = "auth.jwt.pubkey";
  private static final String SECRET = "auth.jwt.secret_file";
  private static final String JWKS = "auth.jwt.jwks";
  private static final String REFRESH = "auth.jwt.jwks.refresh_interval";
  private static final String ALGORITHMS = "auth.jwt.algorithms";
  private static final String CLAIM = "auth.jwt.verify_claims.";
  private static final String USER = "auth.jwt.username_claim";
  private static final String ACL = "auth.jwt.acl_claim_name";
  private static final String SKEW = "auth.jwt.clock_skew";
  private static final String ENDS = "auth.jwt.disconnect_after_expire";
  private static final String SECTION = "JSON Web Tokens";
  private static final List<String> ALL =
      List.of(
          "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
          "ES384", "ES512");

  private JwtKeys() {}

  static List<SettingSpec> rows() {
    Map<String, String> algorithms = new LinkedHashMap<>();
    ALL.forEach(name -> algorithms.put(name, name));
    return List.of(
        row(SECTION, FROM, new Choice(List.of("password", "username"), Map.of()), "password",
            "Where the link jwt of auth.order finds the token. username: the client's name is then"
                + " what auth.jwt.username_claim says."),
        without(SECTION, PUBLIC_KEY, new Text("a PEM file"), "etc/certs/jwt_public_key.pem",
            "The key that tokens are verified with: a public key or a certificate."),
        without(SECTION, JWKS, new Text("an address such as https://127.0.0.1:8080/jwks"),
            "https://127.0.0.1:8080/jwks",
            "Where keys are fetched as a JSON Web Key Set, by https unless it is this machine."),
        row(SECTION, REFRESH, span(10_000, false), "5m",
            "How often; and when a token names a key that is not among them, every 10s at most."),
        without(SECTION, SECRET, new Text("a file"), "etc/jwt_secret",
            "The secret of tokens with an HMAC, 32 bytes at least (48 for HS384, 64 for HS512); a"
                + " line end behind it does not count. Only its owner may read it."),
        without(SECTION, ALGORITHMS, new ListenerTypes.Words(algorithms, Map.of()),
            "RS256, ES256",
            "Which algorithms are accepted; not set: all that the keys above can verify. HS256 and"
                + " its like are verified with the secret only, the others with public keys only."),
        without(SECTION, CLAIM + "<name>", new Text("what it has to say, with %c and %u"), "%c",
            "A claim that a token has to have: %c is the client id, %u the user name."),
        row(SECTION, USER, new Text("the name of a claim, or none"), "sub",
            "The claim that the user name has to equal if the client gives one. none: any name is"
                + " taken, so access rules must not go by user names."),
        row(SECTION, ACL, new Text("the name of a claim"), "acl",
            "The claim with access rules; see docs/authentication.md."),
        row(SECTION, SKEW, span(0, false), "5s",
            "How far the clock of who issues tokens may differ."),
        row(SECTION, ENDS, new Flag(), "on",
            "Whether a client's connection ends when its token does."));
  }

  /** Null if the chain has no such link. */
  static JwtConfig read(
      Settings settings, List<String> order, Path home, List<Problem> problems) {
    if (!order.contains(LINK)) {
      return null;
    }
    JwtConfig.Keys keys =
        new JwtConfig.Keys(
            settings.text(SECRET).map(file -> UsersFile.of(file, home)).orElse(null),
            settings.text(PUBLIC_KEY).map(file -> UsersFile.of(file, home)).orElse(null),
            settings.text(JWKS).map(text -> address(settings, JWKS, text, problems)).orElse(null),
            settings.number(REFRESH).orElseThrow());
    Set<String> written = settings.keys();
    if (!written.contains(SECRET) && !written.contains(PUBLIC_KEY) && !written.contains(JWKS)) {
      problems.add(
          new Problem(
              settings.origin(AuthKeys.ORDER),
              AuthKeys.ORDER,
              "has jwt, but there are no keys, expected " + PUBLIC_KEY + ", " + JWKS + " or "
                  + SECRET));
    }
    String user = settings.text(USER).orElseThrow();
    boolean fromUsername = settings.text(FROM).orElseThrow().equals("username");
    if (fromUsername && user.equals("none")) {
      problems.add(
          new Problem(
              settings.origin(USER), USER, "is none, expected a claim, because " + FROM
                  + " = username leaves no other name"));
    }
    if (fromUsername) {
      problems.addAll(identifiersOfTokens(settings));
    }
    return new JwtConfig(
        fromUsername,
        keys,
        settings.texts(ALGORITHMS),
        claims(settings),
        new JwtConfig.Names(
            user.equals("none") ? "" : user, settings.text(ACL).orElseThrow()),
        settings.number(SKEW).orElseThrow(),
        settings.flag(ENDS).orElseThrow());
  }

  /** A client identifier is chosen before the token is judged. */
  private static List<Problem> identifiersOfTokens(Settings settings) {
    return settings.keys().stream()
        .filter(key -> key.startsWith("zone.") && key.endsWith(".use_username_as_clientid"))
        .filter(key -> settings.flag(key).orElse(false))
        .map(
            key ->
                new Problem(
                    settings.origin(key),
                    key,
                    "would make client ids of tokens, expected off where " + FROM + " = username"))
        .toList();
  }

  private static Map<String, String> claims(Settings settings) {
    Map<String, String> claims = new LinkedHashMap<>();
    for (String key : settings.keys()) {
      if (key.startsWith(CLAIM)) {
        claims.put(key.substring(CLAIM.length()), settings.text(key).orElseThrow());
      }
    }
    return claims;
  }

  /** Null, and a problem, unless it is https or this machine. */
  static URI address(Settings settings, String key, String text, List<Problem> problems) {
    try {
      URI uri = new URI(text);
      boolean here =
          uri.getHost() != null && new HostPort(uri.getHost(), 1).isLoopback();
      if ("https".equals(uri.getScheme()) && uri.getHost() != null
          || "http".equals(uri.getScheme()) && here) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    problems.add(
        new Problem(
            settings.origin(key),
            key,
            "'" + text + "' cannot be trusted, expected an address that begins with https://, or"
                + " with http:// if it is this machine"));
    return null;
  }
}
