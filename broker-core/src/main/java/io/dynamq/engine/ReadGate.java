package io.dynamq.engine;

/**
 * Whether a client is read from. Two sides may want it stopped: the session, while too many of its
 * publishes wait for their promise, and the store, while its unflushed state nears its bound. On the
 * connection's loop.
 */
final class ReadGate {
  private final Connection connection;
  private boolean windowAllows = true;
  private boolean storeAllows = true;

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

  private void apply() {
    connection.reading(windowAllows && storeAllows);
  }
}
