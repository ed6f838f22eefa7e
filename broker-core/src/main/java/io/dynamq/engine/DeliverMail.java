package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Terms;

/** One message for one home; its receipt, if any, expects one arrival. */
final class DeliverMail extends Mail {
  private final Message message;
  private final Terms terms;
  private final Receipt receipt;

  DeliverMail(Message message, Terms terms, Receipt receipt) {
    this.message = message;
    this.terms = terms;
    this.receipt = receipt;
  }

  @Override
  void run(Home home) {
    if (home.holds(this)) {
      return;
    }
    try {
      home.take(message, terms, receipt);
    } finally {
      receipt.arrive(null);
    }
  }

  /** The session that it was for has ended. */
  void discard(Home home) {
    home.undeliverable(message, terms, receipt);
    receipt.arrive(null);
  }

  Message message() {
    return message;
  }

  /** Nobody was promised anything; only the receiver misses it. */
  boolean isUnacknowledged() {
    return message.qos() == Qos.AT_MOST_ONCE || terms.qos() == Qos.AT_MOST_ONCE;
  }
}
