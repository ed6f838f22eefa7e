package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.routing.Terms;
import io.dynamq.session.Loan;

/** One message from the queue of a shared group for one member. */
final class LendMail extends Mail {
  private final Message message;
  private final Terms terms;
  private final Loan loan;

  LendMail(Message message, Terms terms, Loan loan) {
    this.message = message;
    this.terms = terms;
    this.loan = loan;
  }

  @Override
  void run(Home home) {
    if (home.live() == null) {
      loan.returned();
    } else {
      home.live().deliverLent(message, terms, loan);
    }
  }
}
