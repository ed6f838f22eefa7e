package io.dynamq.engine;

import io.dynamq.message.Subscription;

/**
 * How the subscriptions of a session that is over leave the table. There may be as many as fit in
 * some SUBSCRIBE packets, so others of the loop come between them; a CONNECT waits for the last one,
 * for nothing that matches an old one may reach the new session. In the home's mailbox.
 */
final class Leaving {
  /** Subscriptions that go in one turn. */
  static final int AT_ONCE = 50;

  private final Home home;
  private final Core core;
  private boolean underWay;
  private Runnable then;

  Leaving(Home home, Core core) {
    this.home = home;
    this.core = core;
  }

  boolean isUnderWay() {
    return underWay;
  }

  /** All go, some of them now. */
  void begin() {
    some();
    if (home.subscriptions().size() > 0 && !underWay) {
      underWay = true;
      home.post(Mail.of(same -> goOn()));
    }
  }

  /**
   * The same.
   *
   * @param next what must not be before the last one has gone
   */
  void begin(Runnable next) {
    begin();
    if (underWay) {
      then = next;
    } else {
      next.run();
    }
  }

  private void goOn() {
    if (!underWay) {
      return;
    }
    some();
    if (home.subscriptions().size() > 0) {
      home.post(Mail.of(same -> goOn()));
    } else {
      over();
      home.left();
    }
  }

  private void over() {
    underWay = false;
    Runnable next = then;
    then = null;
    if (next != null) {
      next.run();
    }
  }

  /** All go now. */
  void finish() {
    while (home.subscriptions().size() > 0) {
      some();
    }
    over();
  }

  private void some() {
    for (Subscription subscription : home.subscriptions().take(AT_ONCE)) {
      core.table.remove(home, subscription.filter());
      core.groups.left(home, subscription.filter());
    }
  }
}
