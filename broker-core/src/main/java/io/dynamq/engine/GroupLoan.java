package io.dynamq.engine;

import io.dynamq.session.Loan;
import io.dynamq.store.Origin;

/** One message of a group's queue at one member; of several answers the first counts. */
final class GroupLoan implements Loan {
  private final GroupHome group;
  private final Origin origin;
  private final Home member;
  private boolean answered;

  GroupLoan(GroupHome group, Origin origin, Home member) {
    this.group = group;
    this.origin = origin;
    this.member = member;
  }

  @Override
  public Origin origin() {
    return origin;
  }

  @Override
  public void settled() {
    group.post(
        () -> {
          if (!answered) {
            answered = true;
            group.settled(origin.position());
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
      group.takeBack(origin.position(), refused ? member : null);
    }
  }
}
