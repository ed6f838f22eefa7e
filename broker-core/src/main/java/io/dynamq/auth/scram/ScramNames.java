package io.dynamq.auth.scram;

import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;

/** The one form of a name or a password that looks the same [RFC 4013, SASLprep]. */
public final class ScramNames {
  /**
   * The longest name in UTF-8. Preparing a longer one would take milliseconds, which anyone could ask
   * of an event loop.
   */
  public static final int BYTES_MAX = 256;

  private ScramNames() {}

  /**
   * A user name as it is stored and looked up.
   *
   * @return null if the text is empty, too long, or has control characters or others that a name may
   *     not have
   */
  public static String prepared(String name) {
    if (isPlain(name)) {
      return name;
    }
    char[] letters = isTooLong(name) ? null : prepared(name.toCharArray());
    if (letters == null) {
      return null;
    }
    String prepared = new String(letters);
    return isTooLong(prepared) ? null : prepared;
  }

  /** Printable ASCII is prepared as it is. */
  private static boolean isPlain(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) < ' ' || name.charAt(i) > '~') {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= BYTES_MAX;
  }

  private static boolean isTooLong(String name) {
    return name.length() > BYTES_MAX
        || name.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX;
  }

  /** The same of a password, whatever its length. */
  static char[] prepared(char[] text) {
    try {
      return StringPreparation.SASL_PREPARATION.normalize(text);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The first is how the library says that a character is prohibited, the second what it runs
      // into when nothing is left of a text.
      return null;
    }
  }
}
