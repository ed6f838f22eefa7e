package io.dynamq.engine;

import io.dynamq.auth.Authorizer;
import io.dynamq.auth.Permissions;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.packet.Connect;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.SessionLimits;

/** The limits of the clients of a listener (EMQX's {@code zone.<name>.*} over {@code mqtt.*}). */
public record Zone(
    String name,
    SessionLimits session,
    Limits limits,
    Offer offer,
    Lifetime lifetime,
    Identity identity,
    Manners manners,
    Guard guard) {

  /**
   * Bounds of what one client may send.
   *
   * @param maxPacketSize bytes, from client to broker
   * @param maxClientIdLength bytes of UTF-8
   * @param maxTopicLevels 0 = no bound
   * @param maxSubscriptions per session, 0 = no bound
   * @param idleTimeoutMillis from accept to a whole CONNECT
   * @param maxConnectSize bytes of CONNECT, which comes from who knows whom
   * @param paces how fast it may send
   */
  public record Limits(
      int maxPacketSize,
      int maxClientIdLength,
      int maxTopicLevels,
      int maxSubscriptions,
      long idleTimeoutMillis,
      int maxConnectSize,
      Paces paces) {

    /** As fast as a client likes, and a CONNECT as large as other packets. */
    public Limits(
        int maxPacketSize,
        int maxClientIdLength,
        int maxTopicLevels,
        int maxSubscriptions,
        long idleTimeoutMillis) {
      this(
          maxPacketSize,
          maxClientIdLength,
          maxTopicLevels,
          maxSubscriptions,
          idleTimeoutMillis,
          maxPacketSize,
          Paces.NONE);
    }

    /** The same with other paces. */
    public Limits withPaces(Paces other) {
      return new Limits(
          maxPacketSize,
          maxClientIdLength,
          maxTopicLevels,
          maxSubscriptions,
          idleTimeoutMillis,
          maxConnectSize,
          other);
    }
  }

  /**
   * How fast something may come.
   *
   * @param burst how much may come at once after a pause
   */
  public record Pace(double perSecond, long burst) {}

  /**
   * How fast a client may send; null = no bound.
   *
   * @param messages PUBLISH packets
   */
  public record Paces(Pace messages, Pace bytes) {
    public static final Paces NONE = new Paces(null, null);
  }

  /** Which of the protocol's features a client may use; told to MQTT 5 clients in CONNACK. */
  public record Offer(
      Qos maxQos,
      boolean retainAvailable,
      boolean wildcardAvailable,
      boolean sharedAvailable,
      boolean exclusiveAvailable) {}

  /**
   * How long sessions and silence may last.
   *
   * @param sessionExpirySeconds for MQTT 3 clients without clean session, 0xFFFFFFFF = never
   * @param maxSessionExpirySeconds cap on what MQTT 5 clients ask for, 0xFFFFFFFF = no cap
   * @param serverKeepAliveSeconds imposed on clients, -1 = the client's own
   * @param keepAliveBackoff a client is closed after keep alive × backoff × 2
   */
  public record Lifetime(
      long sessionExpirySeconds,
      long maxSessionExpirySeconds,
      int serverKeepAliveSeconds,
      double keepAliveBackoff) {}

  /**
   * By which names a client and its topics go.
   *
   * @param mountpoint put before every topic of the client, with {@code %c} and {@code %u} as whole
   *     levels; empty = none
   * @param bindsClientId whether a session is its user's: clients of another user name are refused
   */
  public record Identity(
      boolean useUsernameAsClientId, String mountpoint, boolean bindsClientId) {

    /** Client ids belong to nobody. */
    public Identity(boolean useUsernameAsClientId, String mountpoint) {
      this(useUsernameAsClientId, mountpoint, false);
    }
  }

  /**
   * What the broker does beyond the protocol's text.
   *
   * @param ignoreLoopDeliver no local for all subscriptions of MQTT 3 clients
   * @param checksPayload whether a payload that is said to be UTF-8 must be
   * @param responseInformation for MQTT 5 clients that ask, with {@code %c} and {@code %u} as whole
   *     levels; empty = none
   */
  public record Manners(
      boolean ignoreLoopDeliver,
      boolean checksPayload,
      String responseInformation,
      Redirect redirect) {
    public static final Manners PLAIN = new Manners(false, false, "", Redirect.OFF);
  }

  /**
   * Where clients shall go instead.
   *
   * @param code USE_ANOTHER_SERVER or SERVER_MOVED if no client is admitted, null if all are
   * @param reference which server, told also when the broker shuts down; empty = not known
   */
  public record Redirect(ReasonCode code, String reference) {
    public static final Redirect OFF = new Redirect(null, "");
  }

  /**
   * What the zone's clients are kept from.
   *
   * @param rules whether access rules bind them
   * @param endsOnDenial whether who tries what it may not is disconnected; null = as for all zones
   * @param bans whether bans hold
   * @param flapping whether those that come and go too often are banned
   */
  public record Guard(boolean rules, Boolean endsOnDenial, boolean bans, boolean flapping) {
    public static final Guard DEFAULT = new Guard(true, null, true, false);

    Permissions permissions(Authorizer authorizer, ClientInfo client) {
      return (rules ? authorizer : Authorizer.ALLOW_ALL).permissions(client);
    }

    /** Whether who tries what it may not is disconnected for it. */
    boolean ends(Permissions permissions) {
      return endsOnDenial == null ? permissions.endsConnection() : endsOnDenial;
    }
  }

  /** What holds where nothing is configured. */
  public static Zone defaults(String name) {
    return new Zone(
        name,
        SessionLimits.DEFAULT,
        new Limits(1 << 20, 65_535, 128, 0, 8_000, 64 << 10, Paces.NONE),
        new Offer(Qos.EXACTLY_ONCE, true, true, true, false),
        new Lifetime(7_200, Connect.EXPIRY_NEVER, -1, 0.75),
        new Identity(false, ""),
        Manners.PLAIN,
        Guard.DEFAULT);
  }

  public Zone withSession(SessionLimits other) {
    return new Zone(name, other, limits, offer, lifetime, identity, manners, guard);
  }

  public Zone withLimits(Limits other) {
    return new Zone(name, session, other, offer, lifetime, identity, manners, guard);
  }

  public Zone withOffer(Offer other) {
    return new Zone(name, session, limits, other, lifetime, identity, manners, guard);
  }

  public Zone withLifetime(Lifetime other) {
    return new Zone(name, session, limits, offer, other, identity, manners, guard);
  }

  public Zone withIdentity(Identity other) {
    return new Zone(name, session, limits, offer, lifetime, other, manners, guard);
  }

  public Zone withManners(Manners other) {
    return new Zone(name, session, limits, offer, lifetime, identity, other, guard);
  }

  public Zone withGuard(Guard other) {
    return new Zone(name, session, limits, offer, lifetime, identity, manners, other);
  }
}
