package io.dynamq.server.admin;

import io.dynamq.server.api.Api;
import io.dynamq.server.api.Source;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server of the administration, on this machine only. */
public final class AdminServer implements AutoCloseable {
  private static final int THREADS_MAX = 8;
  private static final int IDLE_MILLIS = 30_000;
  // Three letters per byte of the longest client id and of the longest topic.
  private static final int HEADER_BYTES_MAX = 512 * 1024;

  private final Server server;
  private final ServerConnector connector;

  private AdminServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Opens it.
   *
   * @throws IOException if the address is taken or cannot be used
   */
  public static AdminServer open(
      InetSocketAddress address, AdminToken token, Operations operations) throws IOException {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IOException("administration listens on this machine only, not on " + address);
    }
    QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, 2);
    threads.setName("admin");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    // Slashes in client ids and topics arrive encoded; the path names no files here.
    http.setUriCompliance(UriCompliance.UNSAFE);
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.open();
    server.addConnector(connector);
    ApiHandler.Door door = ApiHandler.Door.here(token, operations.keys());
    server.setHandler(
        new Handler.Sequence(
            new ApiHandler(door, api(operations), operations.audit()),
            new AdminHandler(token, new Actions(operations), operations.audit())));
    server.setErrorHandler(new JsonErrors());
    start(server);
    return new AdminServer(server, connector);
  }

  static Api api(Operations operations) {
    return Api.of(
        new Source(
            operations.control(),
            operations.plugins(),
            operations.bans(),
            operations.watching(),
            operations.version(),
            operations.startedAtMillis(),
            operations.time()));
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      // Jetty declares no narrower type; nothing is lost when the process ends anyway.
      throw new IllegalStateException("the administration did not stop", e);
    }
  }

  static void start(Server server) throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      // Jetty declares no narrower type.
      throw new IOException(e.getMessage(), e);
    }
  }
}
