package io.dynamq.server.proof.broker;

import io.dynamq.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A broker that someone else runs; commands of the shell may kill and start it. */
public final class ForeignBroker implements BrokerUnderProof {
  private static final long COMMAND_SECONDS = 120;

  private final InetSocketAddress address;
  private final String killCommand;
  private final String startCommand;
  private final Time time;

  /**
   * It runs already.
   *
   * @param killCommand null if it is not to be killed
   * @param startCommand null if it starts again by itself
   */
  public ForeignBroker(
      InetSocketAddress address, String killCommand, String startCommand, Time time) {
    this.address = address;
    this.killCommand = killCommand;
    this.startCommand = startCommand;
    this.time = time;
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public boolean canBeKilled() {
    return killCommand != null;
  }

  @Override
  public void start() throws IOException {
    if (startCommand == null) {
      return;
    }
    try {
      run(startCommand);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public boolean isAlive() {
    return true;
  }

  @Override
  public long kill() throws IOException, InterruptedException {
    long from = time.nanos();
    run(killCommand);
    return TimeUnit.NANOSECONDS.toMillis(time.nanos() - from);
  }

  private static void run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the command did not end: " + command);
    }
    if (process.exitValue() != 0) {
      throw new IOException("the command failed with " + process.exitValue() + ": " + command);
    }
  }

  @Override
  public String lastWords() {
    return "";
  }

  @Override
  public void close() {}
}
