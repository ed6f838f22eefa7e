package io.dynamq.server.users;

import java.nio.charset.StandardCharsets;

/** Hashes of passwords, as {@link PasswordHash} reads them. Names are compared as they are written. */
final class PasswordNotation implements Notation<PasswordHash> {
  static final String KEY = "auth.file.users_file";
  private static final int NAME_BYTES_MAX = 256;

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String separator() {
    return ":$";
  }

  @Override
  public PasswordHash parse(String text) {
    return PasswordHash.parse(text);
  }

  @Override
  public String text(PasswordHash secret) {
    return secret.text();
  }

  @Override
  public String shape() {
    return "<name>:$argon2id$… as bin/broker_ctl users add writes it, or <name>:$2y$… of bcrypt";
  }

  @Override
  public String prepared(String name) {
    boolean usable =
        !name.isEmpty()
            && name.length() <= NAME_BYTES_MAX
            && name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX
            && name.chars().noneMatch(Character::isISOControl);
    return usable ? name : null;
  }

  @Override
  public String notPrepared() {
    return "the name is empty, too long or has control characters";
  }
}
