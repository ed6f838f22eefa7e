package io.dynamq.server.trace;

import io.dynamq.control.TraceScope;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import io.netty.util.NetUtil;
import java.util.Arrays;
import java.util.List;

/** What a trace can be about, by EMQX's words. */
public enum TraceType {
  CLIENTID("client"),
  TOPIC("topic"),
  IP_ADDRESS("ip_address");

  private final String typed;

  TraceType(String typed) {
    this.typed = typed;
  }

  /** EMQX's word in answers and in its API. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The type of a word of the command line or of the API; null if it is none. */
  public static TraceType named(String word) {
    return Arrays.stream(values())
        .filter(type -> type.typed.equals(word) || type.text().equals(word))
        .findFirst()
        .orElse(null);
  }

  /** What is typed for each. */
  public static List<String> words() {
    return Arrays.stream(values()).map(type -> type.typed).toList();
  }

  /**
   * What it covers.
   *
   * @param filter client id, topic filter or numeric address
   */
  TraceScope scope(String filter) throws TraceRefusal {
    if (filter.isEmpty()) {
      throw bad("expected a " + text() + " that is not empty");
    }
    return switch (this) {
      case CLIENTID -> new TraceScope.Client(filter);
      case TOPIC -> topic(filter);
      case IP_ADDRESS -> new TraceScope.Address(address(filter));
    };
  }

  private static TraceScope topic(String filter) throws TraceRefusal {
    try {
      return new TraceScope.Topic(TopicFilter.of(filter));
    } catch (InvalidTopicException e) {
      throw bad("no topic filter: " + e.getMessage());
    }
  }

  /** In the form in which addresses of peers are written. */
  private static String address(String text) throws TraceRefusal {
    java.net.InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
    if (address == null) {
      throw bad("no address, expected one such as 192.0.2.7 or 2001:db8::7");
    }
    return address.getHostAddress();
  }

  private static TraceRefusal bad(String message) {
    return new TraceRefusal(TraceRefusal.Kind.BAD_REQUEST, message);
  }
}
