package io.dynamq.dynamo.simulation;

/** Of a process: what belongs to it goes with it. */
final class Life {
  /** Of those who never die: the store, clients, the game itself. */
  static final Life OUTSIDE = new Life("outside");

  /** Ends what a dead process was in the middle of. */
  static final class Over extends Error {
    private static final long serialVersionUID = 1;

    Over(Life life) {
      super(life + " is over", null, false, false);
    }
  }

  private final String name;
  private boolean over;
  private boolean frozen;

  Life(String name) {
    this.name = name;
  }

  boolean isOver() {
    return over;
  }

  /** Nothing of it runs, though it is not over. */
  boolean isFrozen() {
    return frozen && !over;
  }

  void freeze(boolean is) {
    frozen = is;
  }

  void end() {
    over = true;
  }

  @Override
  public String toString() {
    return name;
  }
}
