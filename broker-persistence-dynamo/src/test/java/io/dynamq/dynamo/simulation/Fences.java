package io.dynamq.dynamo.simulation;

import java.util.HashMap;
import java.util.Map;

/**
 * Watches the rows themselves: who writes to a session, its queue and its subscriptions though the
 * session's row is another node's.
 *
 * <p>The row of a session may pass to another node only with a higher epoch, and its epoch never
 * falls. The rows of queues carry no condition: their writer reads the session's row before, so what
 * is under way when another node claims the session may still arrive. Those of subscriptions do, but
 * it stops a late request only once the later owner has written the same row. So of both: a process
 * that has read that the session is another node's sends nothing more for it, but for a second after
 * it was frozen.
 */
final class Fences {
  private static final long DAZED_MICROS = 1_000_000;

  /** Another reader of the same process may have read it, just after its flusher was allowed. */
  private static final long UNDER_WAY_MICROS = 10_000;

  private record Owner(String node, long epoch, long claim) {}

  private record Told(long claim, long micros) {}

  private final Schedule schedule;
  private final Map<String, Owner> owners = new HashMap<>();

  /** By process and client: the newest claim of another node that it has read. */
  private final Map<String, Told> told = new HashMap<>();

  /** By process: since when it runs again, and what it was in the middle of may go on. */
  private final Map<String, Long> awake = new HashMap<>();

  private long claims;
  private String broken;

  Fences(Schedule schedule) {
    this.schedule = schedule;
  }

  /** What was broken first; null if nothing was. */
  String broken() {
    return broken;
  }

  private void broken(String what) {
    if (broken == null) {
      broken = schedule.millis() + " ms: " + what;
    }
  }

  /** A process that was frozen goes on: with a round, too, that was allowed before. */
  void goesOn(String process) {
    awake.put(process + " io", schedule.micros());
  }

  // ---- what was carried out

  /** A request has changed a session's row to what it is now. */
  void changed(String process, String client, String owner, long epoch) {
    Owner before = owners.get(client);
    if (before != null && epoch < before.epoch) {
      broken(process + " has lowered the epoch of " + client + " from " + before + " to " + epoch);
    } else if (before != null && epoch == before.epoch && !owner.equals(before.node)) {
      broken(process + " has taken " + client + " without a higher epoch from " + before);
    }
    if (before == null || !owner.equals(before.node)) {
      owners.put(client, new Owner(owner, epoch, ++claims));
    } else {
      owners.put(client, new Owner(owner, epoch, before.claim));
    }
  }

  void deleted(String client) {
    owners.remove(client);
  }

  /** The claim that a process reads of now, 0 if the session is its own. */
  long readBy(String process, String client) {
    Owner owner = owners.get(client);
    return owner == null || process.startsWith(owner.node) ? 0 : owner.claim;
  }

  /** The answer has come. */
  void heard(String process, String client, long claim) {
    Told before = told.get(process + client);
    if (before == null || before.claim < claim) {
      told.put(process + client, new Told(claim, schedule.micros()));
    }
  }

  // ---- what is sent

  /** A row of a queue or a subscription is about to be put. */
  void puts(String process, String client, String row) {
    Owner owner = owners.get(client);
    Told known = told.get(process + client);
    boolean isDazed =
        schedule.micros() < awake.getOrDefault(process, -DAZED_MICROS) + DAZED_MICROS;
    boolean knows =
        owner != null
            && !isDazed
            && known != null
            && !process.startsWith(owner.node)
            && known.claim >= owner.claim
            && schedule.micros() - known.micros > UNDER_WAY_MICROS;
    if (knows) {
      broken(
          process + " puts " + row + " of " + client + ", though it has read "
              + (schedule.micros() - known.micros) / 1_000 + " ms ago that it is " + owner);
    }
  }
}
