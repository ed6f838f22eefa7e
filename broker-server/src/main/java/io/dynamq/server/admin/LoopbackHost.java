package io.dynamq.server.admin;

import java.util.regex.Pattern;

/**
 * Tells whether a Host header names this machine. A web page whose name was rebound to 127.0.0.1
 * reaches the port, but its browser sends the page's own name.
 */
final class LoopbackHost {
  private static final Pattern LOOPBACK =
      Pattern.compile("(?i)(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

  private LoopbackHost() {}

  static boolean isNamedIn(String header) {
    return header != null && LOOPBACK.matcher(header).matches();
  }
}
