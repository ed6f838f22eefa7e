package io.dynamq.server.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.dynamq.auth.AuthLink;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.auth.acl.GrantedRules;
import io.dynamq.hook.Standing;
import io.dynamq.observe.Meters;
import io.dynamq.packet.ReasonCode;
import io.dynamq.server.config.JwtConfig;
import io.dynamq.server.users.HashWorkers;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.time.Time;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The link {@code jwt}: signed tokens in the password or the user name. Has no opinion on what does
 * not look like one. Any thread; signatures are verified by the workers.
 */
public final class TokenLink implements AuthLink, AutoCloseable {
  /** Its name in {@code auth.order}. */
  public static final String NAME = "jwt";

  /** Begins the attributes of a client that are claims of its token. */
  public static final String CLAIM = "claim.";

  private static final int BYTES_MAX = 16_384;
  private static final CompletableFuture<Opinion> NO_OPINION =
      CompletableFuture.completedFuture(Opinion.NONE);

  private final JwtConfig config;
  private final TokenKeys files;
  private final KeySetSource source;
  private final HashWorkers workers;
  private final Time time;

  private TokenLink(
      JwtConfig config, TokenKeys files, KeySetSource source, HashWorkers workers, Time time) {
    this.config = config;
    this.files = files;
    this.source = source;
    this.workers = workers;
    this.time = time;
  }

  /** What is wrong with the files that it needs. */
  public static List<Problem> check(JwtConfig config) {
    List<Problem> problems = new ArrayList<>();
    KeyFiles.read(config.keys(), problems);
    return problems;
  }

  /**
   * Reads the files and begins to fetch keys.
   *
   * @throws InvalidSettingsException with every problem found
   */
  public static TokenLink open(JwtConfig config, HashWorkers workers, Meters meters, Time time)
      throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    TokenKeys files = KeyFiles.read(config.keys(), problems);
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    KeySetSource source =
        config.keys().jwks() == null ? null : new KeySetSource(config.keys(), meters, time);
    return new TokenLink(config, files, source, workers, time);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Opinion> judge(Credentials credentials) {
    String token = token(credentials);
    if (token == null || token.length() > BYTES_MAX || !looksLikeOne(token)) {
      return NO_OPINION;
    }
    return workers.ask(() -> verified(token, credentials));
  }

  private String token(Credentials credentials) {
    if (config.fromUsername()) {
      return credentials.username();
    }
    byte[] password = credentials.password();
    return password == null || password.length > BYTES_MAX
        ? null
        : new String(password, StandardCharsets.ISO_8859_1);
  }

  /** Three parts with dots between, the first of which begins as {@code {"} does in Base64. */
  private static boolean looksLikeOne(String text) {
    return text.startsWith("ey") && text.chars().filter(c -> c == '.').count() == 2;
  }

  private Opinion verified(String text, Credentials credentials) {
    try {
      SignedJWT token = SignedJWT.parse(text);
      JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
      if (!config.algorithms().isEmpty() && !config.algorithms().contains(algorithm.getName())) {
        return Opinion.wrong("its algorithm is not among auth.jwt.algorithms");
      }
      List<com.nimbusds.jose.jwk.JWK> fetched = source == null ? List.of() : source.keys();
      TokenKeys keys = fetched == null ? files : files.with(fetched);
      if (source != null && !keys.haveOneFor(token.getHeader())) {
        source.missing();
        if (fetched == null) {
          return new Opinion.Deny(ReasonCode.SERVER_UNAVAILABLE, "its keys cannot be fetched");
        }
      }
      if (!isSigned(token, keys)) {
        return Opinion.wrong("no key of ours has signed the token");
      }
      return judged(token.getJWTClaimsSet(), credentials);
    } catch (ParseException | JOSEException | RuntimeException e) {
      return Opinion.wrong("the token cannot be read");
    }
  }

  private static boolean isSigned(SignedJWT token, TokenKeys keys) throws JOSEException {
    for (JWSVerifier verifier : keys.verifiers(token.getHeader())) {
      if (token.verify(verifier)) {
        return true;
      }
    }
    return false;
  }

  private Opinion judged(JWTClaimsSet claims, Credentials credentials) {
    long now = time.epochMillis();
    Date end = claims.getExpirationTime();
    Date begin = claims.getNotBeforeTime();
    if (end != null && now >= end.getTime() + config.skewMillis()) {
      return Opinion.wrong("the token is over");
    }
    if (begin != null && now < begin.getTime() - config.skewMillis()) {
      return Opinion.wrong("the token does not count yet");
    }
    String username = username(claims, credentials);
    if (username == null) {
      return Opinion.wrong("the user name is not the token's " + config.names().user());
    }
    String wrong = wrongClaim(claims, credentials.clientId(), username);
    if (wrong != null) {
      return Opinion.wrong("the token's " + wrong + " is not what was expected");
    }
    return allowed(claims, username, end);
  }

  /** The client's; empty if it has none, null if it claims another than the token's. */
  private String username(JWTClaimsSet claims, Credentials credentials) {
    Object named = config.names().user().isEmpty() ? null : claims.getClaim(config.names().user());
    if (config.fromUsername()) {
      return named instanceof String name && !name.isEmpty() ? name : null;
    }
    String given = credentials.username();
    if (given == null) {
      return "";
    }
    return config.names().user().isEmpty() || given.equals(named) ? given : null;
  }

  /** The name of a claim that does not say what it has to; null if there is none. */
  private String wrongClaim(JWTClaimsSet claims, String clientId, String username) {
    for (Map.Entry<String, String> wanted : config.claims().entrySet()) {
      String value =
          switch (wanted.getValue()) {
            case "%c" -> clientId;
            case "%u" -> username;
            default -> wanted.getValue();
          };
      Object said = claims.getClaim(wanted.getKey());
      boolean right =
          said instanceof List<?> several ? several.contains(value)
              : said != null && value.equals(said.toString());
      if (!right) {
        return wanted.getKey();
      }
    }
    return null;
  }

  private Opinion allowed(JWTClaimsSet claims, String username, Date end) {
    Map<String, Object> attributes = new HashMap<>();
    claims
        .getClaims()
        .forEach(
            (name, value) -> {
              if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                attributes.put(CLAIM + name, value);
              }
            });
    if (end != null && config.ends()) {
      attributes.put(Standing.ENDS_AT, end.getTime() + config.skewMillis());
    }
    if (config.fromUsername()) {
      attributes.put(Standing.USERNAME, username);
    }
    Object rules = claims.getClaim(config.names().acl());
    if (rules != null) {
      GrantedRules granted = TokenGrants.read(rules);
      if (granted == null) {
        return Opinion.wrong("the token's " + config.names().acl() + " cannot be read");
      }
      attributes.put(GrantedRules.ATTRIBUTE, granted);
    }
    return new Opinion.Allow(new Standing(NAME, false, attributes));
  }

  @Override
  public void close() {
    if (source != null) {
      source.close();
    }
  }
}
