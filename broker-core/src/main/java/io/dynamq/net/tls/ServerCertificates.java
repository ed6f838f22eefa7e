package io.dynamq.net.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of one listener, which may change while it runs: new connections get the new ones,
 * those that are open keep what they have. {@link #reload} and {@link #reloadIfChanged} may be called
 * on any thread but an event loop.
 */
public final class ServerCertificates {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificates.class);
  private static final int CLIENT_HELLO_MAX = 16 << 10;

  private final String listener;
  private final TlsSettings settings;
  private volatile TlsContexts contexts;
  private List<String> seen;

  private ServerCertificates(
      String listener, TlsSettings settings, List<String> seen, TlsContexts contexts) {
    this.listener = listener;
    this.settings = settings;
    this.seen = seen;
    this.contexts = contexts;
  }

  /**
   * Reads the files.
   *
   * @param listener its id, for the log
   * @throws TlsFileException if one of them cannot be used
   */
  public static ServerCertificates load(String listener, TlsSettings settings)
      throws TlsFileException {
    List<String> seen = look(settings);
    return new ServerCertificates(listener, settings, seen, TlsContexts.read(settings));
  }

  /** The handler that encrypts one connection; its slow work is done by the executor. */
  public ChannelHandler handler(ByteBufAllocator alloc, Executor slow) {
    TlsContexts current = contexts;
    if (settings.byHost().isEmpty()) {
      return handler(current.own(), alloc, slow);
    }
    return new SniHandler(current.byHost(), CLIENT_HELLO_MAX, 0) {
      @Override
      protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
        return ServerCertificates.handler(context, allocator, slow);
      }
    };
  }

  private static SslHandler handler(SslContext context, ByteBufAllocator alloc, Executor slow) {
    SslHandler handler = context.newHandler(alloc, slow);
    // The listener has its own clock for it.
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }

  /** What the JDK needs to show the listener's own certificate. */
  public SSLContext jdk() {
    return ((JdkSslContext) contexts.own()).context();
  }

  /** Reads the files again if one of them was changed; says in the log what came of it. */
  public synchronized boolean reloadIfChanged() {
    List<String> now = look(settings);
    if (now.equals(seen)) {
      return false;
    }
    // Also if they cannot be used: the same fault need not be told each time.
    seen = now;
    return reload();
  }

  /**
   * Reads the files again; if they cannot be used the old certificates stay.
   *
   * @return whether the new ones are in use
   */
  public synchronized boolean reload() {
    try {
      contexts = TlsContexts.read(settings);
      LOG.info("{}: new certificates are in use", listener);
      return true;
    } catch (TlsFileException e) {
      LOG.error(
          "{}: new certificates cannot be used, the old ones stay: {}: {}",
          listener, e.key(), e.getMessage());
      return false;
    }
  }

  /** What can be seen of the files without reading them. */
  private static List<String> look(TlsSettings settings) {
    List<Path> files = new ArrayList<>();
    files.add(settings.identity().certificate());
    files.add(settings.identity().key());
    settings.byHost().forEach(
        host -> {
          files.add(host.identity().certificate());
          files.add(host.identity().key());
        });
    if (settings.authorities() != null) {
      files.add(settings.authorities());
    }
    return files.stream().map(ServerCertificates::look).toList();
  }

  /** A link that is pointed at another file, as secrets in containers are renewed, is a change. */
  private static String look(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
