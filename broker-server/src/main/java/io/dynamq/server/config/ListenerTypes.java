package io.dynamq.server.config;

import io.dynamq.net.AccessRules;
import io.dynamq.net.KeepAlive;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Notations that only listeners have. */
final class ListenerTypes {
  private ListenerTypes() {}

  private static BadValueException unexpected(String text, ValueType type) {
    return new BadValueException(
        text.isEmpty()
            ? "is empty, expected " + type.expected()
            : "'" + text + "' is not " + type.expected());
  }

  /** A rule of {@link AccessRules}, parsed as its text. */
  record Access() implements ValueType.Special {
    @Override
    public Object parse(String text) throws BadValueException {
      try {
        AccessRules.of(List.of(text));
        return text;
      } catch (IllegalArgumentException e) {
        throw unexpected(text, this);
      }
    }

    @Override
    public String expected() {
      return AccessRules.form();
    }
  }

  /** Permissions in octal digits, parsed as {@code rw-rw----}. */
  record FileMode() implements ValueType.Special {
    @Override
    public Object parse(String text) throws BadValueException {
      if (!text.matches("0?[0-7]{3}")) {
        throw unexpected(text, this);
      }
      int mode = Integer.parseInt(text, 8);
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      PosixFilePermission[] all = PosixFilePermission.values();
      for (int i = 0; i < all.length; i++) {
        if ((mode & 1 << all.length - 1 - i) != 0) {
          permissions.add(all[i]);
        }
      }
      return PosixFilePermissions.toString(permissions);
    }

    @Override
    public String expected() {
      return "permissions in octal digits such as 0660";
    }
  }

  /** Three numbers, parsed as {@link KeepAlive}, or off, parsed as {@code false}. */
  record KeepAliveTimes() implements ValueType.Special {
    private static final Pattern FORM =
        Pattern.compile("([1-9]\\d{0,4})\\s*,\\s*([1-9]\\d{0,4})\\s*,\\s*([1-9]\\d?)");

    @Override
    public Object parse(String text) throws BadValueException {
      if (text.equals("off")) {
        return false;
      }
      Matcher form = FORM.matcher(text);
      if (!form.matches()) {
        throw unexpected(text, this);
      }
      return new KeepAlive(
          Integer.parseInt(form.group(1)),
          Integer.parseInt(form.group(2)),
          Integer.parseInt(form.group(3)));
    }

    @Override
    public String expected() {
      return "off or three numbers such as 240,30,5";
    }
  }

  /** The path of an HTTP request. */
  record HttpPath() implements ValueType.Special {
    @Override
    public Object parse(String text) throws BadValueException {
      if (!text.matches("/[!-~&&[^?#]]*")) {
        throw unexpected(text, this);
      }
      return text;
    }

    @Override
    public String expected() {
      return "a path such as /mqtt";
    }
  }

  /** Words separated by commas, parsed as a list. */
  record AnyWords(String expected) implements ValueType.Special {
    @Override
    public Object parse(String text) throws BadValueException {
      List<String> words = split(text);
      if (words.isEmpty() || words.contains("")) {
        throw unexpected(text, this);
      }
      return words;
    }
  }

  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      words.add(word.strip());
    }
    return words;
  }

  /**
   * Known words separated by commas, parsed as the list of their meanings.
   *
   * @param refused words that are known but cannot be had, with the reason
   */
  record Words(Map<String, String> meanings, Map<String, String> refused)
      implements ValueType.Special {
    @Override
    public Object parse(String text) throws BadValueException {
      List<String> parsed = new ArrayList<>();
      for (String word : split(text)) {
        if (refused.containsKey(word)) {
          throw new BadValueException(
              "'" + word + "' " + refused.get(word) + ", expected " + expected());
        }
        if (!meanings.containsKey(word)) {
          throw unexpected(word, this);
        }
        parsed.add(meanings.get(word));
      }
      return parsed;
    }

    @Override
    public String expected() {
      return "one or more, separated by commas, of " + String.join(", ", meanings.keySet());
    }
  }
}
