package io.dynamq.dynamo;

/**
 * A payload in {@code mqb_msg} and the queues of this process that need it. Its counts are guarded
 * by {@link Bodies}.
 */
final class Body {
  private final String name;
  private final int bytes;
  private boolean sole;
  int holders = 1;

  /** A queue that was not followed to its end may still need it. */
  boolean unsure;

  private Body(String name, int bytes, boolean sole) {
    this.name = name;
    this.bytes = bytes;
    this.sole = sole;
  }

  /** One that is about to be written. */
  static Body fresh(String name, int bytes) {
    return new Body(name, bytes, false);
  }

  /**
   * One that was read.
   *
   * @param sole whether a single queue holds it; else nobody knows how many do
   */
  static Body stored(String name, int bytes, boolean sole) {
    Body body = new Body(name, bytes, sole);
    body.unsure = !sole;
    return body;
  }

  String name() {
    return name;
  }

  int bytes() {
    return bytes;
  }

  /** True if exactly one queue holds it and no other ever will. */
  boolean isSole() {
    return sole;
  }

  void makeSole() {
    sole = true;
  }
}
