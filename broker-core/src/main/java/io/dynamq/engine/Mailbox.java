package io.dynamq.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;

/**
 * Makes everything that happens to one client id serial, on one event loop at a time.
 *
 * <p>Any thread pushes mail onto a stack with one compare-and-set; the push that finds it empty
 * schedules a drain on the home's loop, which takes the whole stack, turns it round and runs it. A
 * mail may ask to {@link #moveTo} another loop: the rest of the batch and every later mail then run
 * there, in order, and the old loop touches nothing more.
 *
 * <p>A long batch is interrupted now and then, so that one busy client does not hold up the others
 * of its loop; the rest of it is a move to the same loop.
 *
 * <p>How moving keeps order: each assignment to a loop has its own {@link Drain} object. The old
 * loop first hands the rest of its batch to the new loop's queue and notes in its Drain where it
 * went. A drain that was scheduled on the old loop before then finds the note and re-schedules
 * itself on the new loop, behind that rest. Only the new loop publishes the new Drain to posters.
 */
abstract class Mailbox {
  private static final VarHandle STACK;

  static {
    try {
      STACK = MethodHandles.lookup().findVarHandle(Mailbox.class, "stack", Mail.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Mails that run before others of the loop have their turn. */
  static final int TURN_MAILS = 200;

  private volatile Mail stack;
  private volatile Drain drain;
  private Executor moveTo;

  Mailbox(Executor loop) {
    this.drain = new Drain(this, loop);
  }

  /** Adds mail; any thread. */
  final void post(Mail mail) {
    Mail top;
    do {
      top = stack;
      mail.next = top;
      mail.depth = top == null ? 1 : top.depth + 1;
    } while (!STACK.compareAndSet(this, top, mail));
    if (top == null) {
      drain.schedule();
    }
  }

  /** How many mails wait to be taken; any thread. */
  final int waiting() {
    Mail top = stack;
    return top == null ? 0 : top.depth;
  }

  /** The loop that runs this mailbox now. */
  final Executor loop() {
    return drain.loop;
  }

  /** From the next mail on, run on that loop. Only from within a mail. */
  final void moveTo(Executor loop) {
    if (loop != drain.loop) {
      moveTo = loop;
    }
  }

  /** Runs after each batch, on the loop. */
  abstract void afterDrain();

  /** A mail threw: our fault. Runs on the loop. */
  abstract void failed(RuntimeException fault);

  private static Mail reversed(Mail top) {
    Mail first = null;
    while (top != null) {
      Mail next = top.next;
      top.next = first;
      first = top;
      top = next;
    }
    return first;
  }

  /** Runs mails until done or until one of them moves the mailbox away. */
  private void runBatch(Drain current, Mail mail) {
    int turn = TURN_MAILS;
    while (mail != null) {
      Mail rest = mail.next;
      mail.next = null;
      runGuarded(mail);
      mail = rest;
      if (moveTo == null && --turn == 0 && mail != null) {
        // Others of this loop have their turn; a move to the same loop keeps the order.
        endBatch();
        moveTo = current.loop;
      }
      if (moveTo != null) {
        Drain target = new Drain(this, moveTo);
        moveTo = null;
        current.movedTo = target;
        Mail left = mail;
        target.loop.execute(
            () -> {
              drain = target;
              runBatch(target, left);
            });
        return;
      }
    }
    endBatch();
  }

  private void endBatch() {
    try {
      afterDrain();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** Runs one mail; a fault of ours in it concerns neither the caller nor other mails. */
  final void runGuarded(Mail mail) {
    try {
      mail.run((Home) this);
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  /** One assignment of a mailbox to a loop. */
  private static final class Drain implements Runnable {
    private final Mailbox mailbox;
    private final Executor loop;
    /** Written and read on {@link #loop} only. */
    private Drain movedTo;

    Drain(Mailbox mailbox, Executor loop) {
      this.mailbox = mailbox;
      this.loop = loop;
    }

    void schedule() {
      loop.execute(this);
    }

    @Override
    public void run() {
      if (movedTo != null) {
        movedTo.schedule();
        return;
      }
      Mail batch = reversed((Mail) STACK.getAndSet(mailbox, null));
      if (batch != null) {
        mailbox.runBatch(this, batch);
      }
    }
  }
}
