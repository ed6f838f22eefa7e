package io.dynamq.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for programs that a test starts. Below those that the system gives to connections: one of
 * these may be taken by any connection between the look and the program's start.
 */
public final class FreePort {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 32_000;

  private FreePort() {}

  /** One that nobody has now. */
  public static int next() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException taken) {
        // Another one, then.
      }
    }
  }
}
