package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.span;

import io.dynamq.auth.acl.AclSettings;
import io.dynamq.server.config.ValueType.Choice;
import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Whole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The rows about access rules, and what they say. */
final class AclKeys {
  private static final String FILE = "acl_file";

  private static final String NOMATCH = "acl_nomatch";
  private static final String DENY_ACTION = "acl_deny_action";
  private static final String OVERLAPPING = "acl_deny_overlapping";
  private static final String CACHE = "enable_acl_cache";
  private static final String CACHE_SIZE = "acl_cache_max_size";
  private static final String CACHE_TTL = "acl_cache_ttl";

  private AclKeys() {}

  static List<SettingSpec> rows() {
    String section = "Authorization";
    return List.of(
        row(
            section,
            FILE,
            new ValueType.Text("a file"),
            "etc/acl.conf",
            "The rules about who may publish and subscribe to what, in EMQX's syntax; see"
                + " docs/authorization.md. bin/emqx_ctl acl reload reads it again. Where the default"
                + " file is missing, the rules that it is shipped with hold."),
        row(
            section,
            NOMATCH,
            new Choice(List.of("allow", "deny"), Map.of()),
            "allow",
            "What holds where no rule matches."),
        row(
            section,
            DENY_ACTION,
            new Choice(List.of("ignore", "disconnect"), Map.of()),
            "ignore",
            "What becomes of a client that tries what it may not. ignore: the message is not"
                + " published, the filter is refused. disconnect: its connection ends, too."),
        row(
            section,
            OVERLAPPING,
            new Flag(),
            "on",
            "Whether a rule that denies is also about a wildcard subscription that would bring more"
                + " than what it denies: {deny, all, subscribe, [\"secret/#\"]} then refuses the"
                + " filter #. off: only filters that lie within what is denied, as in EMQX."),
        row(
            section,
            CACHE,
            new Flag(),
            "on",
            "Whether a connection remembers what was decided about the topics that it uses."),
        row(section, CACHE_SIZE, new Whole(1, 1_000_000), "32", "How many topics it remembers."),
        row(section, CACHE_TTL, span(1, false), "1m", "For how long."));
  }

  static AclConfig read(Settings settings, Path home) {
    Path file = home.resolve(settings.text(FILE).orElseThrow()).normalize();
    boolean cached = settings.flag(CACHE).orElseThrow();
    return new AclConfig(
        file,
        file.startsWith(home) ? home.relativize(file).toString() : file.toString(),
        settings.origin(FILE),
        settings.keys().contains(FILE),
        new AclSettings(
            settings.text(NOMATCH).orElseThrow().equals("allow"),
            settings.text(DENY_ACTION).orElseThrow().equals("disconnect"),
            settings.flag(OVERLAPPING).orElseThrow(),
            cached ? settings.number(CACHE_SIZE).orElseThrow().intValue() : 0,
            settings.number(CACHE_TTL).orElseThrow()));
  }
}
