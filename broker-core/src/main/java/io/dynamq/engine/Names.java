package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Packet;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRules;

/**
 * How the topics of one connection are called inside the broker: rewritten, then put behind the
 * zone's mountpoint; and back again for what is delivered. Permissions are judged by the client's
 * own names, before; everything behind, hooks and store included, sees the broker's. Where neither
 * is configured this does nothing and allocates nothing. Any thread.
 */
final class Names {
  private static final String CLIENT_ID = "%c";
  private static final String USERNAME = "%u";

  private final RewriteRules publishRules;
  private final RewriteRules subscribeRules;
  private final RewriteRules.Client client;
  private final String mountpoint;
  private final boolean delays;

  private Names(BrokerSettings.Modules modules, ClientInfo info, String mountpoint) {
    this.delays = modules.delays().enabled();
    this.publishRules = modules.publishRules();
    this.subscribeRules = modules.subscribeRules();
    this.client =
        new RewriteRules.Client(harmless(info.id().value()), harmless(info.username()));
    this.mountpoint = mountpoint;
  }

  /** Null in place of a text that would make a destination match the topics of others. */
  private static String harmless(String text) {
    return text == null || hasWildcards(text) ? null : text;
  }

  private static boolean hasWildcards(String text) {
    return text.indexOf('+') >= 0 || text.indexOf('#') >= 0;
  }

  /** Null if the client's id or user name cannot stand in the zone's mountpoint. */
  static Names of(BrokerSettings.Modules modules, Zone zone, ClientInfo info) {
    String mountpoint = filled(zone.identity().mountpoint(), info);
    return mountpoint == null ? null : new Names(modules, info, mountpoint);
  }

  /**
   * Fills whole levels {@code %c} and {@code %u}; a user name that the client has not stays as
   * written, as in EMQX.
   *
   * @return null if a value would bring wildcards into the topic, or the {@code $} at its beginning
   *     that makes the broker's topics and kinds of filters
   */
  static String filled(String template, ClientInfo info) {
    if (!template.contains(CLIENT_ID) && !template.contains(USERNAME)) {
      return template;
    }
    String[] levels = template.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      String value =
          switch (levels[i]) {
            case CLIENT_ID -> info.id().value();
            case USERNAME -> info.username();
            default -> null;
          };
      if (value != null) {
        if (hasWildcards(value) || leads(value, template, i)) {
          return null;
        }
        levels[i] = value;
      }
    }
    return String.join("/", levels);
  }

  /**
   * Whether a value at a level would decide what the topic is: one beginning with {@code $} in front,
   * where a template that begins so itself has another front behind its prefix; or a share name that
   * is more than a level.
   */
  private static boolean leads(String value, String template, int level) {
    boolean dollar = value.startsWith("$") && (level == 0 || template.startsWith("$"));
    return dollar || level == 1 && template.startsWith("$share/") && value.indexOf('/') >= 0;
  }

  /**
   * The name under which a client's message is published; of a delayed one the real topic is
   * changed behind the same delay. Null if there can be none.
   */
  TopicName published(TopicName sent) {
    if (publishRules.isEmpty() && mountpoint.isEmpty()) {
      return sent;
    }
    String before = sent.value();
    String name = rewritten(publishRules, before);
    int start = delays ? DelayedTopic.prefixLength(name) : 0;
    if (start == 0 && name.equals(before) && mountpoint.isEmpty()) {
      return sent;
    }
    String real = name.substring(start);
    if (start > 0 && name.equals(before)) {
      real = rewritten(publishRules, real);
    }
    try {
      boolean lies = PublishRules.isTheBrokers(mountpoint + real);
      return lies ? null : TopicName.of(name.substring(0, start) + mountpoint + real);
    } catch (InvalidTopicException e) {
      return null;
    }
  }

  /** The filter that a SUBSCRIBE or UNSUBSCRIBE means; null if there can be none. */
  TopicFilter subscribed(TopicFilter asked) {
    if (subscribeRules.isEmpty() && mountpoint.isEmpty()) {
      return asked;
    }
    return behindPrefix(asked, mountpoint + rewritten(subscribeRules, asked.path()));
  }

  /** The filter of a subscription made on the client's behalf, which no rule rewrites. */
  TopicFilter mounted(TopicFilter filter) {
    return mountpoint.isEmpty() ? filter : behindPrefix(filter, mountpoint + filter.path());
  }

  /**
   * What the client calls a filter that it has, behind any prefix: what permissions are judged by.
   * Null where that cannot be told, because rules may have rewritten it.
   */
  String asked(TopicFilter had) {
    String path = had.path();
    return !subscribeRules.isEmpty() || !path.startsWith(mountpoint)
        ? null
        : path.substring(mountpoint.length());
  }

  private String rewritten(RewriteRules rules, String topic) {
    return rules.rewrite(topic, client);
  }

  private static TopicFilter behindPrefix(TopicFilter filter, String path) {
    try {
      return filter.withPath(path);
    } catch (InvalidTopicException e) {
      return null;
    }
  }

  /** What the client gets to see of a packet: deliveries from below its mountpoint without it. */
  Packet outbound(Packet packet) {
    if (mountpoint.isEmpty() || !(packet instanceof Delivery delivery)) {
      return packet;
    }
    Message message = delivery.message();
    String name = message.topic().value();
    // A name that is all mountpoint would leave nothing to call the message by.
    if (!name.startsWith(mountpoint) || name.length() == mountpoint.length()) {
      return packet;
    }
    return delivery.with(message.withTopic(TopicName.of(name.substring(mountpoint.length()))));
  }
}
