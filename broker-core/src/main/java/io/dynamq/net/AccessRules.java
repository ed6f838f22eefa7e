package io.dynamq.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Who may open a connection, by address: the first rule that matches decides, and without one the
 * peer is let in, as in EMQX. Immutable.
 */
public final class AccessRules {

  /** Lets everybody in. */
  public static final AccessRules ALLOW_ALL = new AccessRules(List.of());

  private static final String FORM = "allow or deny and an address, a network or all";

  /**
   * One rule.
   *
   * @param subnet null for every address
   */
  private record Rule(boolean allow, IpSubnetFilterRule subnet) {
    boolean matches(InetSocketAddress peer) {
      return subnet == null || subnet.matches(peer);
    }
  }

  private final List<Rule> rules;

  private AccessRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** What a rule looks like, to complete "expected …". */
  public static String form() {
    return FORM + ", such as allow 192.168.0.0/16";
  }

  /**
   * Rules in their order.
   *
   * @param texts such as {@code deny 192.168.0.0/16}, {@code allow ::1} or {@code deny all}
   * @throws IllegalArgumentException if one is none
   */
  public static AccessRules of(List<String> texts) {
    if (texts.isEmpty()) {
      return ALLOW_ALL;
    }
    List<Rule> rules = new ArrayList<>();
    texts.forEach(text -> rules.add(rule(text)));
    return new AccessRules(rules);
  }

  private static Rule rule(String text) {
    String[] words = text.strip().split("\\s+");
    if (words.length != 2 || !words[0].equals("allow") && !words[0].equals("deny")) {
      throw new IllegalArgumentException("'" + text + "' is not " + form());
    }
    boolean allow = words[0].equals("allow");
    return new Rule(allow, words[1].equals("all") ? null : subnet(text, words[1]));
  }

  private static IpSubnetFilterRule subnet(String text, String network) {
    int slash = network.indexOf('/');
    // Only numbers are meant; a name would be looked up.
    InetAddress address =
        NetUtil.createInetAddressFromIpAddressString(
            slash < 0 ? network : network.substring(0, slash));
    if (address == null) {
      throw new IllegalArgumentException("'" + text + "' is not " + form());
    }
    try {
      int bits =
          slash < 0
              ? address.getAddress().length * Byte.SIZE
              : Integer.parseInt(network.substring(slash + 1));
      return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + text + "' is not " + form(), e);
    }
  }

  /** True for every peer that has no address. */
  boolean allows(SocketAddress peer) {
    if (peer instanceof InetSocketAddress inet) {
      for (Rule rule : rules) {
        if (rule.matches(inet)) {
          return rule.allow();
        }
      }
    }
    return true;
  }
}
