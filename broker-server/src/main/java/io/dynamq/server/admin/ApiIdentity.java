package io.dynamq.server.admin;

import java.util.List;
import javax.net.ssl.SSLContext;

/** With what the HTTP API shows itself over TLS. Any thread. */
public interface ApiIdentity {

  /** Made of the files as they were when last looked at. */
  SSLContext context();

  /** Looks at the files. True if they are new and can be used. */
  boolean isRenewed();

  List<String> versions();

  List<String> ciphers();

  Clients clients();

  /** Whether clients show certificates. */
  enum Clients {
    UNASKED,
    ASKED,
    REQUIRED
  }
}
