package io.dynamq.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The file of a Unix domain socket. It stays behind when its process is killed, and would keep the
 * next one from binding.
 */
final class SocketFile {
  private final ListenerSettings listener;
  private final Path path;

  private SocketFile(ListenerSettings listener, Path path) {
    this.listener = listener;
    this.path = path;
  }

  /** The file of a listener, null if it has none. */
  static SocketFile of(ListenerSettings listener) {
    SocketAddress bind = listener.bind();
    return bind instanceof UnixDomainSocketAddress unix
        ? new SocketFile(listener, unix.getPath())
        : null;
  }

  /**
   * Removes what a killed process left.
   *
   * @throws ListenerException if something else is there, or somebody listens
   */
  void prepare() {
    try {
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        return;
      }
      BasicFileAttributes is =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!is.isOther()) {
        throw refused("there is a file that is no socket", null);
      }
      if (isAnswered()) {
        throw refused("another process listens there", null);
      }
      Files.delete(path);
    } catch (IOException e) {
      throw refused(e.toString(), e);
    }
  }

  private boolean isAnswered() throws IOException {
    try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  private ListenerException refused(String words, Exception cause) {
    return new ListenerException(
        "listener %s cannot bind %s: %s".formatted(listener.id(), path, words), cause);
  }

  /** Gives the permissions that are configured. */
  void open() {
    try {
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(listener.layers().socketMode()));
    } catch (IOException | UnsupportedOperationException e) {
      throw refused("its permissions cannot be set: " + e.getMessage(), e);
    }
  }

  void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw refused("its file cannot be removed: " + e.getMessage(), e);
    }
  }
}
