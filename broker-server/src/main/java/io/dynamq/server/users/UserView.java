package io.dynamq.server.users;

/**
 * A user as administration shows it.
 *
 * @param mechanism such as {@code SCRAM-SHA-256} or {@code argon2id}
 * @param iterations of SCRAM, 0 for others
 */
public record UserView(String name, String mechanism, int iterations) {

  /** One of SCRAM. */
  UserView(String name, int iterations) {
    this(name, "SCRAM-SHA-256", iterations);
  }
}
