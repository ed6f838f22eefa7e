package io.dynamq.engine;

/**
 * Whether a client is read from. Some may want it stopped: a SUBSCRIBE or UNSUBSCRIBE that is too
 * large to be done at once; the session, while too many of its publishes wait for their promise; the
 * store, while its unflushed state nears its bound. On the connection's loop.
 */
final class ReadGate {
  private final Connection connection;
  private boolean windowAllows = true;
  private boolean storeAllows = true;
  private boolean subscribing;

  ReadGate(Connection connection) {
    this.connection = connection;
  }

  void windowAllows(boolean on) {
    windowAllows = on;
    apply();
  }

  void storeAllows(boolean on) {
    storeAllows = on;
    apply();
  }

  /** Whether one of them is under way that is too large to be done at once. */
  void subscribing(boolean on) {
    subscribing = on;
    apply();
  }

  private void apply() {
    connection.reading(windowAllows && storeAllows && !subscribing);
  }
}
