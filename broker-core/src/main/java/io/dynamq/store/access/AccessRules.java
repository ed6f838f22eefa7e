package io.dynamq.store.access;

import java.util.List;

/** The rules under one key, kept up to date while someone holds this. Any thread. */
public interface AccessRules {

  /**
   * What is known now; never waits. Rules that are older than they should be are read again behind
   * the caller's back, and another list is another object.
   *
   * @return null if the store has not answered for longer than is tolerated
   */
  List<AccessRule> now();
}
