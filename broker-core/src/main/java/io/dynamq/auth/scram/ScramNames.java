package io.dynamq.auth.scram;

import com.ongres.scram.common.StringPreparation;

/** The one form of a name or a password that looks the same [RFC 4013, SASLprep]. */
public final class ScramNames {

  private ScramNames() {}

  /**
   * A user name as it is stored and looked up.
   *
   * @return null if the text is empty, or has control characters or others that a name may not have
   */
  public static String prepared(String name) {
    char[] letters = prepared(name.toCharArray());
    return letters == null ? null : new String(letters);
  }

  /** The same of a password. */
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
