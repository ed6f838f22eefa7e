package io.dynamq.server.ctl;

/** What the broker answered. */
public record Response(int status, String body) {
  private static final int OK_STATUS = 200;
  private static final int BAD_REQUEST = 400;

  /** Whether it was done. */
  public boolean isOk() {
    return status == OK_STATUS;
  }

  int exitCode() {
    if (isOk()) {
      return Ctl.OK;
    }
    return status == BAD_REQUEST ? Ctl.USAGE : Ctl.FAILED;
  }
}
