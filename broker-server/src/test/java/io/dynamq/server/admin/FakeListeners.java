package io.dynamq.server.admin;

import java.io.IOException;

/** The listener of {@link FakeControl}. */
final class FakeListeners implements ListenerSwitch {
  private static final String ONLY = "mqtt:tcp:external";
  private final FakeControl control;

  /** What keeps it from being opened; null for nothing. */
  String trouble;

  FakeListeners(FakeControl control) {
    this.control = control;
  }

  @Override
  public boolean stop(String id) {
    boolean stopped = control.isOpen && id.equals(ONLY);
    control.isOpen &= !stopped;
    return stopped;
  }

  @Override
  public boolean restart(String id) throws IOException {
    if (!id.equals(ONLY)) {
      return false;
    }
    control.isOpen = trouble == null;
    if (trouble != null) {
      throw new IOException(trouble);
    }
    return true;
  }

  @Override
  public boolean reloadCertificates() {
    return trouble == null;
  }
}
