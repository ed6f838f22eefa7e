package io.dynamq.server.admin;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API over TLS, for other machines: users prove themselves by their keys; the token of the
 * data directory, which is a file of this machine, opens nothing here, and commands are not served.
 */
public final class SecureApi implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SecureApi.class);
  private static final int THREADS_MAX = 8;
  private static final int IDLE_MILLIS = 30_000;
  private static final int HEADER_BYTES_MAX = 64 * 1024;
  private static final int CONNECTIONS_MAX = 512;
  private static final long LOOK_SECONDS = 5;

  private final Server server;
  private final ServerConnector connector;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "api-certificates");
            thread.setDaemon(true);
            return thread;
          });

  private SecureApi(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Opens it.
   *
   * @throws IOException if the address cannot be used
   */
  public static SecureApi open(
      InetSocketAddress address, ApiIdentity identity, Operations operations)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, 2);
    threads.setName("api");
    threads.setDaemon(true);
    Server server = new Server(threads);
    SslContextFactory.Server factory = factory(identity);
    ServerConnector connector = connector(server, factory, address);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS_MAX, connector));
    server.setHandler(
        new ApiHandler(
            ApiHandler.Door.anywhere(operations.keys()),
            AdminServer.api(operations),
            operations.audit()));
    server.setErrorHandler(new JsonErrors());
    AdminServer.start(server);
    SecureApi opened = new SecureApi(server, connector);
    opened.looks.scheduleWithFixedDelay(
        () -> look(identity, factory), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return opened;
  }

  private static ServerConnector connector(
      Server server, SslContextFactory.Server factory, InetSocketAddress address) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    // Slashes in client ids and topics arrive encoded; the path names no files here.
    http.setUriCompliance(UriCompliance.UNSAFE);
    // Clients may know the broker by an address that its certificate does not have.
    http.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(factory, HttpVersion.HTTP_1_1.asString()),
            new HttpConnectionFactory(http));
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  private static SslContextFactory.Server factory(ApiIdentity identity) {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setSslContext(identity.context());
    factory.setIncludeProtocols(identity.versions().toArray(String[]::new));
    factory.setIncludeCipherSuites(identity.ciphers().toArray(String[]::new));
    factory.setRenegotiationAllowed(false);
    factory.setSniRequired(false);
    factory.setNeedClientAuth(identity.clients() == ApiIdentity.Clients.REQUIRED);
    factory.setWantClientAuth(identity.clients() == ApiIdentity.Clients.ASKED);
    return factory;
  }

  private static void look(ApiIdentity identity, SslContextFactory.Server factory) {
    try {
      if (identity.isRenewed()) {
        factory.reload(same -> same.setSslContext(identity.context()));
      }
    } catch (Exception e) {
      // Jetty declares no narrower type; the old certificate stays in use.
      LOG.error("the certificate of management.listener.https cannot be exchanged", e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    looks.shutdownNow();
    try {
      server.stop();
    } catch (Exception e) {
      // Jetty declares no narrower type; nothing is lost when the process ends anyway.
      throw new IllegalStateException("the HTTP API did not stop", e);
    }
  }
}
