package io.dynamq.store.access;

/**
 * A user as the store has it; nothing is checked yet.
 *
 * @param hash null if absent
 * @param salt null if absent
 * @param algorithm how the hash was made, null if absent
 * @param username the only user name that a client may give that is known by its client identifier;
 *     null if absent
 */
public record AccessUser(
    String hash, String salt, String algorithm, boolean superuser, String username) {

  /** Without the hash, so that no log can have it. */
  @Override
  public String toString() {
    return "AccessUser[" + algorithm + (superuser ? ", superuser]" : "]");
  }
}
