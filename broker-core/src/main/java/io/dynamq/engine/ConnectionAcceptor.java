package io.dynamq.engine;

/** Takes new transports. Called on the connection's loop. */
public interface ConnectionAcceptor {

  ConnectionInput accept(Connection connection);
}
