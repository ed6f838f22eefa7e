package io.dynamq.auth.scram;

/** Where the authenticator looks users up. Called on event loops: must be quick and not block. */
public interface ScramUsers {

  /**
   * Null if there is no such user.
   *
   * @param name as {@link ScramNames#prepared} makes it
   */
  ScramCredential find(String name);
}
