package io.dynamq.bench.attack;

/** The broker did what it must not. */
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Violation(String what) {
    super(what);
  }
}
