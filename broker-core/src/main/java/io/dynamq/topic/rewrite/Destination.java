package io.dynamq.topic.rewrite;

import com.google.re2j.Matcher;
import java.util.ArrayList;
import java.util.List;

/**
 * What a rule makes of a topic: text with {@code $1}, {@code $2} … for what the regular expression
 * has captured, {@code %c} for the client id and {@code %u} for the user name. Filled in one pass,
 * so that nothing a client puts into its id is taken for a variable.
 */
final class Destination {
  private static final int CLIENT_ID = -1;
  private static final int USERNAME = -2;

  private final List<Part> parts = new ArrayList<>();

  /**
   * A piece of the destination.
   *
   * @param text as written; what stands here when the variable has no value
   * @param variable number of a group, {@link #CLIENT_ID}, {@link #USERNAME}, 0 for plain text
   */
  private record Part(String text, int variable) {}

  /**
   * @param groups how many the regular expression has
   * @throws IllegalArgumentException if the text names a group that there is not
   */
  Destination(String text, int groups) {
    int from = 0;
    int at = 0;
    while (at < text.length()) {
      Part variable = variableAt(text, at, groups);
      if (variable == null) {
        at++;
        continue;
      }
      parts.add(new Part(text.substring(from, at), 0));
      parts.add(variable);
      at += variable.text.length();
      from = at;
    }
    parts.add(new Part(text.substring(from), 0));
  }

  private static Part variableAt(String text, int at, int groups) {
    if (text.startsWith("%c", at)) {
      return new Part("%c", CLIENT_ID);
    }
    if (text.startsWith("%u", at)) {
      return new Part("%u", USERNAME);
    }
    if (text.charAt(at) != '$' || !isDigit(text, at + 1) || text.charAt(at + 1) == '0') {
      return null;
    }
    int group = 0;
    int end = at + 1;
    // $10 is the first group and a zero where there are fewer than ten.
    while (isDigit(text, end) && group * 10 + digit(text, end) <= groups) {
      group = group * 10 + digit(text, end);
      end++;
    }
    if (group == 0) {
      throw new IllegalArgumentException(
          "the destination names $" + text.charAt(at + 1) + ", the regular expression has "
              + groups + " groups");
    }
    return new Part(text.substring(at, end), group);
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private static int digit(String text, int at) {
    return text.charAt(at) - '0';
  }

  /**
   * The destination for one topic. A client id or user name that is not there stays as written, and
   * so does one in front that begins with {@code $}: it would lead to {@code $SYS} and its like.
   */
  String fill(Matcher matched, RewriteRules.Client client) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(
          switch (part.variable) {
            case 0 -> part.text;
            case CLIENT_ID -> known(client.id(), part, out.isEmpty());
            case USERNAME -> known(client.username(), part, out.isEmpty());
            default -> captured(matched.group(part.variable));
          });
    }
    return out.toString();
  }

  private static String known(String value, Part part, boolean isFront) {
    boolean usable = value != null && !value.isEmpty() && !(isFront && value.startsWith("$"));
    return usable ? value : part.text;
  }

  private static String captured(String group) {
    return group == null ? "" : group;
  }
}
