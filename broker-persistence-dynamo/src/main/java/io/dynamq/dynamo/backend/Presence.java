package io.dynamq.dynamo.backend;

/**
 * What one connection made of a client's row; unknown parts keep what the row has.
 *
 * @param connection its {@code connectedAtMillis}, greater for later connections
 * @param onlineAt seconds, -1 if this row change does not know
 * @param offlineAt seconds, 0 while online
 */
record Presence(long connection, boolean online, long onlineAt, long offlineAt) {

  static Presence online(long connection) {
    return new Presence(connection, true, connection / 1_000, 0);
  }

  /** After the connection ended; {@code before} is its unflushed state or null. */
  static Presence offline(long connection, long nowSeconds, Presence before) {
    long onlineAt =
        before != null && before.connection == connection ? before.onlineAt : -1;
    return new Presence(connection, false, onlineAt, nowSeconds);
  }
}
