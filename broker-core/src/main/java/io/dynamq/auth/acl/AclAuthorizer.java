package io.dynamq.auth.acl;

import io.dynamq.auth.Authorizer;
import io.dynamq.auth.Permissions;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.store.access.AccessTables;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Decides by rules: those of tables, those that a client has brought, then a list that may be
 * exchanged while clients are connected. The first that matches decides; superusers are not bound.
 * Where rules change, decisions of before are not used any more.
 */
public final class AclAuthorizer implements Authorizer {

  /** Rules and what was made of them; another object with each change, which invalidates all. */
  static final class Generation {
    private final RuleList rules;

    private Generation(RuleList rules) {
      this.rules = rules;
    }
  }

  private final AclSettings settings;
  private final Meters meters;
  private final Time time;
  // Null if no rules are kept in tables.
  private final StoredRules stored;
  private volatile Generation generation;

  public AclAuthorizer(RuleList rules, AclSettings settings, Meters meters, Time time) {
    this(rules, settings, meters, time, null);
  }

  /**
   * @param tables what else there is of rules; null if nothing
   */
  public AclAuthorizer(
      RuleList rules, AclSettings settings, Meters meters, Time time, AccessTables tables) {
    this.stored = tables == null ? null : new StoredRules(tables);
    this.generation = new Generation(rules);
    this.settings = settings;
    this.meters = meters;
    this.time = time;
  }

  /** From now on these rules hold. Any thread. */
  public void use(RuleList rules) {
    if (stored != null) {
      stored.forget();
    }
    generation = new Generation(rules);
  }

  /** Forgets every decision, and what tables have said. Any thread. */
  public void forgetDecisions() {
    if (stored != null) {
      stored.forget();
    }
    generation = new Generation(generation.rules);
  }

  AclSettings settings() {
    return settings;
  }

  Generation generation() {
    return generation;
  }

  /** Tables first, then what the client has brought, then the file. */
  Verdicts verdicts(ClientInfo client, KnownRows rows) {
    Subject subject = Subject.of(client);
    List<ClientRule> rules = new ArrayList<>();
    if (stored != null) {
      rows.addTo(rules, subject);
    }
    GrantedRules.addTo(rules, client.standing(), subject);
    rules.addAll(generation.rules.forClient(subject));
    return new Verdicts(rules, settings);
  }

  /** What the tables say of a client now; the same object as before if that is the same. */
  KnownRows rowsOf(ClientInfo client, KnownRows before) {
    return stored == null ? KnownRows.NONE : StoredRules.now(client, before);
  }

  private Decision decide(ClientInfo client, Action action, String topic) {
    return client.standing().superuser()
        ? Decision.SUPERUSER
        : verdicts(client, rowsOf(client, KnownRows.NONE)).decide(action, topic);
  }

  @Override
  public CompletableFuture<ClientInfo> prepare(ClientInfo client) {
    return stored == null || client.standing().superuser()
        ? CompletableFuture.completedFuture(client)
        : stored.prepare(client);
  }

  @Override
  public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
    return decide(client, Action.PUBLISH, topic).allowed();
  }

  @Override
  public boolean maySubscribe(ClientInfo client, String path) {
    return decide(client, Action.SUBSCRIBE, path).allowed();
  }

  @Override
  public String ruleAgainst(ClientInfo client, String topic) {
    return decide(client, Action.PUBLISH, topic).words();
  }

  @Override
  public String ruleAgainstFilter(ClientInfo client, String path) {
    return decide(client, Action.SUBSCRIBE, path).words();
  }

  @Override
  public Permissions permissions(ClientInfo client) {
    return client.standing().superuser()
        ? Authorizer.ALLOW_ALL.permissions(client)
        : new CachingPermissions(this, client, meters, time);
  }
}
