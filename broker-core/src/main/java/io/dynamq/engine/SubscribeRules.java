package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.topic.TopicFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one client may subscribe to, and keep. In the mailbox. */
final class SubscribeRules {
  private static final Logger LOG = LoggerFactory.getLogger(SubscribeRules.class);

  private final Home home;
  private final Core core;
  private final Live live;

  SubscribeRules(Home home, Core core, Live live) {
    this.home = home;
    this.core = core;
    this.live = live;
  }

  /**
   * Why a filter is refused, or null.
   *
   * @param asked as the client calls it, which is what limits and permissions are about
   * @param filter as it would be subscribed, null if that is impossible
   */
  ReasonCode refusal(TopicFilter asked, TopicFilter filter) {
    Zone zone = live.zone();
    if (asked == null || isTooDeep(asked)) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    if (asked.isShared() && !zone.offer().sharedAvailable()) {
      return ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
    }
    if (asked.hasWildcards() && !zone.offer().wildcardAvailable()) {
      return ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED;
    }
    if (asked.kind() == TopicFilter.Kind.EXCLUSIVE && !zone.offer().exclusiveAvailable()) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    if (!isAllowed(asked.path())) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    if (filter == null) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    return isFull(filter) ? ReasonCode.QUOTA_EXCEEDED : null;
  }

  private boolean isTooDeep(TopicFilter asked) {
    int most = live.zone().limits().maxTopicLevels();
    if (most == 0 || asked.levels() <= most) {
      return false;
    }
    core.meters.count(Metric.LIMITS_TOPIC_LEVELS);
    return true;
  }

  private boolean isFull(TopicFilter filter) {
    int most = live.zone().limits().maxSubscriptions();
    if (most == 0
        || home.subscriptions().size() < most
        || home.subscriptions().get(filter) != null) {
      return false;
    }
    core.meters.count(Metric.LIMITS_SUBSCRIPTIONS);
    return true;
  }

  /** Which rule that was; null if the code says all. */
  String rule(TopicFilter asked, ReasonCode refusal) {
    return refusal == ReasonCode.NOT_AUTHORIZED && core.tracer.isOn()
        ? core.authorizer.ruleAgainstFilter(live.info(), asked.path())
        : null;
  }

  /**
   * Whether the access rules allow it; a denial is counted and told to who looks for it.
   *
   * @param path as the client calls it, behind any prefix
   */
  boolean isAllowed(String path) {
    if (live.permissions().maySubscribe(path)) {
      return true;
    }
    core.meters.count(Metric.CLIENT_ACL_DENY);
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "client {} may not subscribe to {}: {}",
          LogField.client(live.info().id()),
          LogField.topic(path),
          core.authorizer.ruleAgainstFilter(live.info(), path));
    }
    return false;
  }

  /**
   * Ends the subscriptions that the rules of now would not allow: those of a session that goes on,
   * and those of connected clients when the rules have changed.
   *
   * @return how many
   */
  int review() {
    int ended = 0;
    for (Subscription one : home.subscriptions().all()) {
      String path = live.names().asked(one.filter());
      if (path != null && !isAllowed(path)) {
        LOG.info(
            "client {} may not keep its subscription to {}: {}",
            LogField.client(live.info().id()),
            LogField.topic(one.filter().text()),
            core.authorizer.ruleAgainstFilter(live.info(), path));
        live.subscribing().unsubscribing().end(one.filter());
        ended++;
      }
    }
    return ended;
  }
}
