package io.dynamq.server.admin;

import java.io.IOException;

/** Closes listeners and opens them again, as the configuration has them. Any thread; waits. */
public interface ListenerSwitch {

  /**
   * Frees the port and closes the connections that came by it.
   *
   * @param id such as {@code mqtt:tcp:external}
   * @return false if no such listener is open
   */
  boolean stop(String id);

  /**
   * Closes it, if it is open, and opens it.
   *
   * @return false if the configuration has no such listener
   * @throws IOException if its address cannot be bound; it is closed then
   */
  boolean restart(String id) throws IOException;

  /** Reads all certificates and keys again; false if some cannot be used, the log says which. */
  boolean reloadCertificates();
}
