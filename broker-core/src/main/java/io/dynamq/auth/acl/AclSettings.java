package io.dynamq.auth.acl;

/**
 * How rules are applied.
 *
 * @param allowsUnmatched what holds where no rule matches (EMQX: {@code acl_nomatch})
 * @param endsConnection whether who is denied is disconnected ({@code acl_deny_action})
 * @param overlapping whether rules that deny are also about wildcard subscriptions that reach beyond
 *     what they deny
 * @param cacheSize topics whose decisions a connection remembers; 0 = none
 * @param cacheMillis for how long
 */
public record AclSettings(
    boolean allowsUnmatched,
    boolean endsConnection,
    boolean overlapping,
    int cacheSize,
    long cacheMillis) {

  /** EMQX's, but that nothing is allowed which no rule allows by way of a wildcard. */
  public static final AclSettings DEFAULT = new AclSettings(true, false, true, 32, 60_000);
}
