package io.dynamq.server.config;

import static io.dynamq.server.config.SettingsTable.row;
import static io.dynamq.server.config.SettingsTable.span;
import static io.dynamq.server.config.SettingsTable.without;

import io.dynamq.server.config.ValueType.Flag;
import io.dynamq.server.config.ValueType.Whole;
import io.dynamq.store.access.AccessOptions;
import java.util.List;

/** The rows about users and access rules in DynamoDB, and what they say. */
final class AccessKeys {
  private static final String POOL = "auth.dynamo.pool";
  private static final String USERS = "auth.dynamo.user_table";
  private static final String ACL = "auth.dynamo.acl";
  private static final String RULES = "auth.dynamo.acl_table";
  private static final String TTL = "auth.dynamo.cache_ttl";
  private static final String GRACE = "auth.dynamo.cache_grace";
  private static final String SIZE = "auth.dynamo.cache_size";

  private AccessKeys() {}

  static List<SettingSpec> rows() {
    String section = "Users and access rules in DynamoDB";
    return List.of(
        row(
            section,
            USERS,
            new ValueType.Text("a table's name"),
            "mqtt_user",
            "Where the link dynamo of auth.order finds users; see docs/authentication.md."),
        row(
            section,
            ACL,
            new Flag(),
            "off",
            "Whether rules of a table count, in front of those of acl_file; see"
                + " docs/authorization.md."),
        row(
            section,
            RULES,
            new ValueType.Text("a table's name"),
            "mqtt_acl",
            "Where these rules are."),
        without(
            section,
            POOL,
            new ValueType.Text("the name of a pool"),
            "pool1",
            "Which pool both tables are reached by; not set: the first by name."),
        row(
            section,
            TTL,
            span(100, false),
            "30s",
            "For how long an answer of the tables is remembered; that there is no row, for 5s at"
                + " most."),
        row(
            section,
            GRACE,
            span(0, false),
            "5m",
            "For how much longer it counts while DynamoDB does not answer. Behind that, who needs it"
                + " is refused."),
        row(
            section,
            SIZE,
            new Whole(100, 100_000_000),
            "100000",
            "How many answers are remembered, of each table."));
  }

  /** Null if neither users nor rules are wanted. */
  static AccessOptions read(Settings settings, List<String> order) {
    boolean users = order.contains("dynamo");
    boolean rules = settings.flag(ACL).orElseThrow();
    if (!users && !rules) {
      return null;
    }
    return new AccessOptions(
        settings.text(POOL).orElse(null),
        users ? settings.text(USERS).orElseThrow() : null,
        rules ? settings.text(RULES).orElseThrow() : null,
        settings.number(TTL).orElseThrow(),
        settings.number(GRACE).orElseThrow(),
        settings.number(SIZE).orElseThrow().intValue());
  }
}
