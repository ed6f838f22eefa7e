package io.dynamq.engine;

import io.dynamq.session.Loan;
import io.dynamq.store.Position;

/** One message of a group's queue at one member; of several answers the first counts. */
final class GroupLoan implements Loan {
  private final GroupHome group;
  private final Position position;
  private final Home member;
  private boolean answered;

  GroupLoan(GroupHome group, Position position, Home member) {
    this.group = group;
    this.position = position;
    this.member = member;
  }

  @Override
  public void settled() {
    group.post(
        () -> {
          if (!answered) {
            answered = true;
            group.settled(position);
          }
        });
  }

  @Override
  public void refused() {
    group.post(() -> takeBack(true));
  }

  @Override
  public void returned() {
    group.post(() -> takeBack(false));
  }

  private void takeBack(boolean refused) {
    if (!answered) {
      answered = true;
      group.takeBack(position, refused ? member : null);
    }
  }
}
