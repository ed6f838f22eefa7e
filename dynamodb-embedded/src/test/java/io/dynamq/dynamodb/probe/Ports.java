package io.dynamq.dynamodb.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** Asks whether somebody listens. */
final class Ports {

  private Ports() {}

  static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
