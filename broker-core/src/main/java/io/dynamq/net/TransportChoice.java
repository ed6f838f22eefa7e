package io.dynamq.net;

/** How sockets are served. */
public enum TransportChoice {
  /** By Netty's native epoll where this system has it, else as {@link #NIO}. */
  AUTO,

  /** By the JDK's channels. */
  NIO
}
