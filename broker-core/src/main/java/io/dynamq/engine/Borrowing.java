package io.dynamq.engine;

import io.dynamq.session.Session;
import java.util.ArrayList;
import java.util.List;

/** Tells groups with waiting messages how many this member takes. In the member's mailbox. */
final class Borrowing {
  private final Home home;
  private final Session session;
  private List<GroupHome> waiting = List.of();

  Borrowing(Home home, Session session) {
    this.home = home;
    this.session = session;
  }

  /** A group asks; it is answered as soon as the window has room. */
  void asked(GroupHome group) {
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>(1);
    }
    waiting.add(group);
  }

  /** Answers the groups that wait, if there is room now. */
  void pump() {
    if (waiting.isEmpty()) {
      return;
    }
    int room = session.windowRoom();
    if (room > 0) {
      waiting.forEach(group -> group.grant(home, room));
      waiting = List.of();
    }
  }
}
