package io.dynamq.auth.acl;

import io.dynamq.auth.Permissions;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.time.Time;

/**
 * The permissions of one connection. Rules are picked when the first is asked for and again when
 * they have changed, which one look at a field tells. On the connection's loop.
 */
final class CachingPermissions implements Permissions {
  private final AclAuthorizer authorizer;
  private final ClientInfo client;
  private final AclSettings settings;
  private final Meters meters;
  private final Time time;
  private AclAuthorizer.Generation generation;
  private KnownRows rows = KnownRows.NONE;
  private Verdicts verdicts;
  private DecisionCache cache;

  CachingPermissions(AclAuthorizer authorizer, ClientInfo client, Meters meters, Time time) {
    this.authorizer = authorizer;
    this.client = client;
    this.settings = authorizer.settings();
    this.meters = meters;
    this.time = time;
  }

  @Override
  public boolean mayPublish(String topic, Qos qos, boolean retain) {
    return isAllowed(Action.PUBLISH, topic);
  }

  @Override
  public boolean maySubscribe(String path) {
    return isAllowed(Action.SUBSCRIBE, path);
  }

  @Override
  public boolean endsConnection() {
    return settings.endsConnection();
  }

  private boolean isAllowed(Action action, String topic) {
    refresh();
    long now = settings.cacheSize() == 0 ? 0 : time.epochMillis();
    Decision known = cache == null ? null : cache.get(action, topic, now);
    if (known != null) {
      meters.count(Metric.CLIENT_ACL_CACHE_HIT);
      return counted(known);
    }
    meters.count(Metric.CLIENT_CHECK_ACL);
    Decision decision = verdicts.decide(action, topic);
    if (settings.cacheSize() > 0) {
      if (cache == null) {
        cache = new DecisionCache(settings.cacheSize(), settings.cacheMillis());
      }
      cache.put(action, topic, decision, now);
    }
    return counted(decision);
  }

  private void refresh() {
    AclAuthorizer.Generation current = authorizer.generation();
    KnownRows known = authorizer.rowsOf(client, rows);
    if (generation != current || known != rows) {
      verdicts = authorizer.verdicts(client, known);
      generation = current;
      rows = known;
      if (cache != null) {
        cache.clear();
      }
    }
  }

  private boolean counted(Decision decision) {
    if (decision.rule() == null) {
      meters.count(Metric.CLIENT_ACL_IGNORE);
    }
    if (decision.allowed()) {
      meters.count(Metric.CLIENT_ACL_ALLOW);
    }
    return decision.allowed();
  }
}
