package io.dynamq.auth.acl;

import io.dynamq.auth.Authorizer;
import io.dynamq.auth.Permissions;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.time.Time;

/**
 * Decides by a list of rules, which may be exchanged while clients are connected: the first rule that
 * matches decides. Decisions of before are not used any more then.
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
  private volatile Generation generation;

  public AclAuthorizer(RuleList rules, AclSettings settings, Meters meters, Time time) {
    this.generation = new Generation(rules);
    this.settings = settings;
    this.meters = meters;
    this.time = time;
  }

  /** From now on these rules hold. Any thread. */
  public void use(RuleList rules) {
    generation = new Generation(rules);
  }

  /** Forgets every decision. Any thread. */
  public void forgetDecisions() {
    generation = new Generation(generation.rules);
  }

  AclSettings settings() {
    return settings;
  }

  Generation generation() {
    return generation;
  }

  Verdicts verdicts(ClientInfo client) {
    return new Verdicts(generation.rules.forClient(Subject.of(client)), settings);
  }

  private Decision decide(ClientInfo client, Action action, String topic) {
    return verdicts(client).decide(action, topic);
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
    return new CachingPermissions(this, client, meters, time);
  }
}
