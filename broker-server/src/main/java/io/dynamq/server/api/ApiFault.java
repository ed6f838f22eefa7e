package io.dynamq.server.api;

/** A request that is not carried out. */
final class ApiFault extends Exception {
  private static final long serialVersionUID = 1L;

  /** EMQX's codes. */
  static final int UNKNOWN = 102;

  static final int MISSING_KEY = 107;
  static final int WRONG_TYPE = 108;
  static final int NOT_JSON = 109;
  static final int NOT_ONLINE = 112;
  static final int BAD_TOPIC = 115;

  private final int status;
  private final int code;

  /**
   * @param status of HTTP
   * @param code EMQX's
   */
  ApiFault(int status, int code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static ApiFault notFound(String what) {
    return new ApiFault(404, UNKNOWN, what + " is not known here");
  }

  static ApiFault bad(int code, String message) {
    return new ApiFault(400, code, message);
  }

  int status() {
    return status;
  }

  int code() {
    return code;
  }
}
