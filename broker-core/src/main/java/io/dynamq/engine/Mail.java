package io.dynamq.engine;

/** One thing for a {@link Home} to do, in its mailbox. Used once: it is a link of the queue. */
abstract class Mail {
  Mail next;

  /** How many mails were waiting when this one came, itself included. */
  int depth;

  /** Runs on the home's loop. */
  abstract void run(Home home);

  /** A mail that runs a piece of code. */
  static Mail of(java.util.function.Consumer<Home> work) {
    return new Mail() {
      @Override
      void run(Home home) {
        work.accept(home);
      }
    };
  }
}
