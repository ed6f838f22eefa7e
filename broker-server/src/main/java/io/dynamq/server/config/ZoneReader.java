package io.dynamq.server.config;

import io.dynamq.engine.Zone;
import io.dynamq.message.Qos;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import java.util.List;

/** Reads one zone: its own keys first, then {@code mqtt.*}, then the defaults. */
final class ZoneReader {
  private static final long FOREVER_SECONDS = 0xFFFF_FFFFL;

  private final Settings settings;
  private final String zone;
  private final List<OverflowPolicy.Rule> overflowRules;

  /**
   * @param overflowRules those of all zones
   */
  ZoneReader(Settings settings, String zone, List<OverflowPolicy.Rule> overflowRules) {
    this.settings = settings;
    this.overflowRules = overflowRules;
    this.zone = zone;
  }

  Zone read() {
    return new Zone(zone, session(), limits(), offer(), lifetime(), identity(), manners(), guard());
  }

  private Zone.Limits limits() {
    return new Zone.Limits(
        (int) cap("max_packet_size"),
        (int) cap("max_clientid_len"),
        (int) cap("max_topic_levels"),
        (int) own("max_subscriptions"),
        cap("idle_timeout"),
        (int) cap("max_connect_size"),
        new Zone.Paces(pace("conn_messages_in"), pace("conn_bytes_in")));
  }

  /** Null if there is none. */
  private Zone.Pace pace(String name) {
    return settings.as(key("rate_limit." + name), Zone.Pace.class).orElse(null);
  }

  private Zone.Offer offer() {
    return new Zone.Offer(
        Qos.of((int) cap("max_qos_allowed")),
        allowed("retain_available"),
        allowed("wildcard_subscription"),
        allowed("shared_subscription"),
        allowed("exclusive_subscription"));
  }

  private Zone.Lifetime lifetime() {
    return new Zone.Lifetime(
        seconds("session_expiry_interval"),
        seconds("max_session_expiry_interval"),
        settings.number(key("server_keepalive")).orElse(-1L).intValue(),
        settings.decimal(key("keepalive_backoff")).orElseThrow());
  }

  private Zone.Guard guard() {
    return new Zone.Guard(
        settings.flag(key("enable_acl")).orElseThrow(),
        settings.text(key("acl_deny_action")).map("disconnect"::equals).orElse(null),
        settings.flag(key("enable_ban")).orElseThrow(),
        settings.flag(key("enable_flapping_detect")).orElseThrow());
  }

  private Zone.Identity identity() {
    return new Zone.Identity(
        settings.flag(key("use_username_as_clientid")).orElseThrow(),
        settings.text(key("mountpoint")).orElse(""),
        settings.flag(key("clientid_owner")).orElseThrow());
  }

  private Zone.Manners manners() {
    return new Zone.Manners(
        allowed("ignore_loop_deliver"),
        allowed("strict_mode"),
        capText("response_information"),
        new Zone.Redirect(
            redirect(settings.text(key("redirect")).orElseThrow()),
            settings.text(key("server_reference")).orElse("")));
  }

  private SessionLimits session() {
    return new SessionLimits(
        new SessionLimits.Receiving(
            (int) own("max_awaiting_rel"), (int) cap("max_topic_alias"), own("await_rel_timeout")),
        new SessionLimits.Sending(
            (int) own("max_inflight"),
            (int) cap("max_topic_alias_out"),
            settings.flag(key("upgrade_qos")).orElseThrow()),
        new SessionLimits.Queue(
            (int) own("max_mqueue_len"),
            own("max_mqueue_bytes"),
            (int) own("max_mqueue_memory_len"),
            own("max_mqueue_memory_bytes"),
            settings.flag(key("mqueue_store_qos0")).orElseThrow()),
        new SessionLimits.Excess(
            own("max_mqueue_age"),
            new OverflowPolicy(
                OverflowPolicy.named(settings.text(key("mqueue_overflow")).orElseThrow()),
                overflowRules)));
  }

  private String key(String name) {
    return "zone." + zone + "." + name;
  }

  private long own(String name) {
    return settings.number(key(name)).orElseThrow();
  }

  private long cap(String name) {
    return settings.number(key(name)).or(() -> settings.number("mqtt." + name)).orElseThrow();
  }

  private boolean allowed(String name) {
    return settings.flag(key(name)).or(() -> settings.flag("mqtt." + name)).orElseThrow();
  }

  private String capText(String name) {
    return settings.text(key(name)).or(() -> settings.text("mqtt." + name)).orElse("");
  }

  private static ReasonCode redirect(String word) {
    return switch (word) {
      case "use_another_server" -> ReasonCode.USE_ANOTHER_SERVER;
      case "server_moved" -> ReasonCode.SERVER_MOVED;
      default -> null;
    };
  }

  private long seconds(String name) {
    return Math.min(own(name) / 1_000, FOREVER_SECONDS);
  }
}
