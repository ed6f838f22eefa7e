package io.dynamq.server.proof.broker;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A broker that can be killed and started again. */
public interface BrokerUnderProof extends AutoCloseable {

  /** Where clients connect. */
  InetSocketAddress address();

  /** Whether {@link #kill} can be called. */
  boolean canBeKilled();

  /** Begins to start it; it may take a while until it listens, or it may fail. */
  void start() throws IOException;

  /** False once a start has failed or the broker has died. */
  boolean isAlive();

  /**
   * Ends it and waits for the end.
   *
   * @return milliseconds until it had ended
   */
  long kill() throws IOException, InterruptedException;

  /** The last lines that it printed. */
  String lastWords();

  @Override
  void close();
}
