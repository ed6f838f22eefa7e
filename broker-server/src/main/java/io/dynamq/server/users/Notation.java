package io.dynamq.server.users;

/**
 * How a file of users writes what belongs to one of them: {@code <name>:<secret>}.
 *
 * @param <C> what a secret is read into
 */
interface Notation<C> {

  /** The setting that names the file, for messages. */
  String key();

  /** What ends the name in a line: a colon and how every secret begins. */
  String separator();

  /** Null if the text is no secret. */
  C parse(String text);

  String text(C secret);

  /** Completes the sentence "is not understood, expected …". */
  String shape();

  /** A name as it is stored and looked up; null if it cannot be one. */
  String prepared(String name);

  /** What is wrong with a name that {@link #prepared} would change. */
  String notPrepared();
}
