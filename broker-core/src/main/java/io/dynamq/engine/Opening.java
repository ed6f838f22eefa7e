package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.message.Subscription;
import io.dynamq.message.Texts;
import io.dynamq.observe.DropReason;
import io.dynamq.packet.ReasonCode;
import io.dynamq.observe.Metric;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Lease;
import io.dynamq.store.Renewal;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a home gets its next connection: a CONNECT waits while the client id is claimed in the store
 * and its session is read; then the latest one is admitted. Meanwhile deliveries go to the queue of
 * the session that this node has, or are held if it has none. In the mailbox of the home.
 */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  private final Home home;
  private final Core core;
  private final Tenant tenant;
  private Attach pending;
  // Whether the store has said that the client id is not another user's.
  private boolean tenantKnown;
  private boolean claiming;
  private List<DeliverMail> held = List.of();

  Opening(Home home, Core core) {
    this.home = home;
    this.core = core;
    this.tenant = new Tenant(home, core);
  }

  /** True while a CONNECT waits or its claim is awaited. */
  boolean isUnderWay() {
    return pending != null || claiming;
  }

  /** A CONNECT has come; one that still waits gives way. False if it is refused. */
  boolean await(Attach attach) {
    if (tenant.isOfAnother(attach, pending)) {
      tenant.refuse(attach);
      return false;
    }
    if (pending != null) {
      pending.channel().refuseLater(ReasonCode.SERVER_BUSY);
    }
    pending = attach;
    return true;
  }

  /** No CONNECT that waits will be admitted. */
  void refuse(ReasonCode code) {
    Attach attach = takePending();
    if (attach != null) {
      attach.channel().refuseLater(code);
    }
  }

  void claim() {
    if (pending == null
        || claiming
        || home.membership().isHandingOver()
        || home.leaving().isUnderWay()) {
      return;
    }
    if (!tenantKnown && tenant.isUnknown(pending)) {
      claiming = true;
      core.storage
          .sessions()
          .find(home.clientId())
          .whenComplete((found, fault) -> home.post(Mail.of(owner -> tenantFound(found))));
      return;
    }
    if (pending.wantsPersistence() || home.lease() != null) {
      claimInStore();
      return;
    }
    CompletableFuture<Boolean> elsewhere = core.storage.sessions().isElsewhere(home.clientId());
    if (elsewhere.isDone() && !elsewhere.isCompletedExceptionally() && !elsewhere.join()) {
      admitTransient();
      return;
    }
    claiming = true;
    elsewhere.whenComplete(
        (found, fault) -> home.post(Mail.of(owner -> lookedElsewhere(fault == null && found))));
  }

  /** A store that does not answer has nothing that could be taken from anyone. */
  private void tenantFound(StoredSession found) {
    claiming = false;
    tenantKnown = true;
    if (pending != null && tenant.isOfAnother(pending, found)) {
      tenant.refuse(takePending());
    }
    if (pending == null) {
      release(false);
      resumeWaiting();
    } else {
      claim();
    }
  }

  /**
   * Another node's session of this client id ends here, or it would go on beside this one. What is
   * transient needs no store, so one that does not answer holds nobody up.
   */
  private void lookedElsewhere(boolean found) {
    claiming = false;
    if (pending != null && (found || pending.wantsPersistence())) {
      claimInStore();
      return;
    }
    if (pending != null) {
      admitTransient();
    }
    release(false);
    resumeWaiting();
  }

  private void admitTransient() {
    Attach attach = takePending();
    admit(attach, new Admission(home, core, attach)::admitTransient);
  }

  private void claimInStore() {
    claiming = true;
    if (mayRenew() && !core.storage.health().available()) {
      renew();
      return;
    }
    Lease held = home.lease();
    CompletableFuture<Claim> claim =
        held == null
            ? core.storage.sessions().claim(home.clientId())
            : core.storage.sessions().claim(held);
    claim.whenComplete((done, fault) -> home.post(Mail.of(owner -> claimed(done, fault))));
  }

  private void claimed(Claim claim, Throwable fault) {
    if (fault != null) {
      if (mayRenew()) {
        renew();
      } else {
        failed(fault);
      }
      return;
    }
    home.ownership().own(claim);
    if (claim.previous() == null) {
      loaded(null, List.of(), InflightStore.Backlog.EMPTY);
      return;
    }
    CompletableFuture<List<Subscription>> load =
        core.storage.subscriptions().load(home.clientId());
    InflightStore.Backlog before = appended();
    core.storage
        .inflight()
        .measure(home.clientId())
        .thenCombine(
            load,
            (found, filters) ->
                Mail.of(
                    owner -> loaded(claim.previous(), filters, found.plus(appended()).minus(before))))
        .exceptionally(failure -> Mail.of(owner -> failed(failure)))
        .thenAccept(home::post);
  }

  /**
   * Whether this node may go on with its session though the store does not answer: what it knows of
   * it is all there is, unless another node has claimed it, which then shows. Where CONNACK promises
   * that the store has the session, there is nothing to be said without it.
   */
  private boolean mayRenew() {
    Lease held = home.lease();
    boolean promisesStore =
        core.settings.durability().base() == Durability.STORE
            && (pending == null || pending.wantsPersistence());
    return held != null
        && home.offline() != null
        && held.node().equals(core.settings.node())
        && !promisesStore;
  }

  private void renew() {
    Durability base = core.settings.durability().base();
    Renewal renewal =
        core.storage
            .sessions()
            .renew(home.lease(), base == Durability.STORE ? Durability.WAL : base);
    if (renewal.lease().epoch() > home.lease().epoch()) {
      home.ownership().own(renewal.lease());
    }
    home.guard(renewal.confirmed());
    renewal
        .kept()
        .whenComplete((done, fault) -> home.post(Mail.of(owner -> renewed(renewal, fault))));
  }

  private void renewed(Renewal renewal, Throwable fault) {
    if (fault != null) {
      failed(fault);
    } else if (home.offline() == null) {
      // Fenced meanwhile: nothing is known of the session any more.
      failed(
          new StorageException(
              StorageException.Kind.UNAVAILABLE, "another node has claimed it meanwhile"));
    } else {
      core.meters.count(Metric.SESSION_RENEWED);
      Offline offline = home.offline();
      loaded(known(offline), home.subscriptions().all(), offline.queue().backlog());
    }
  }

  /** What this node knows: the client may have been at another one since. */
  private StoredSession known(Offline offline) {
    StoredSession state = offline.state();
    return core.settings.durability().base() == Durability.MEMORY
        ? state
        : state.with(state.inflight().doubted());
  }

  /** What this node has put into the queue since the client was here last. */
  private InflightStore.Backlog appended() {
    return home.offline() == null ? InflightStore.Backlog.EMPTY : home.offline().queue().appended();
  }

  private void loaded(
      StoredSession previous, List<Subscription> filters, InflightStore.Backlog backlog) {
    if (home.lease() == null) {
      // Lost while it was being read.
      failed(
          new StorageException(
              StorageException.Kind.UNAVAILABLE, "another node has claimed it meanwhile"));
      return;
    }
    claiming = false;
    Attach attach = takePending();
    boolean goesOn = attach == null;
    if (attach != null) {
      Admission admission = new Admission(home, core, attach);
      goesOn = admission.resumes(previous);
      admit(attach, () -> admission.admitPersistent(previous, filters, backlog));
    } else if (home.offline() != null) {
      home.offline().unclaimed();
    }
    release(goesOn);
    resumeWaiting();
  }

  /** A CONNECT is answered whatever happens. */
  private void admit(Attach attach, Runnable admission) {
    try {
      admission.run();
    } catch (RuntimeException e) {
      home.failed(e);
      attach.channel().refuse(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, null);
      home.closeIfIdle();
    }
  }

  private void failed(Throwable fault) {
    claiming = false;
    LOG.warn(
        "cannot open session {}: {}",
        LogField.client(home.clientId()),
        Texts.cause(fault));
    Attach attach = takePending();
    if (attach != null) {
      attach.channel().refuse(ReasonCode.SERVER_UNAVAILABLE, "session store unavailable");
    }
    release(true);
    home.membership().handOver();
    resumeWaiting();
  }

  /** Where no connection came of it, what waited for one counts on: expiry, will. */
  private void resumeWaiting() {
    if (home.live() == null && home.offline() != null) {
      home.offline().scheduleDeadline();
    }
    home.closeIfIdle();
  }

  private Attach takePending() {
    Attach attach = pending;
    pending = null;
    tenantKnown = false;
    return attach;
  }

  // ---- deliveries meanwhile

  /**
   * True while it is undecided where messages go; then the mail is kept for later. What can be
   * appended to the queue under the lease of before is not kept here: whoever else gets the same
   * messages would wait for this claim too.
   */
  boolean holds(DeliverMail mail) {
    if (!claiming || home.offline() != null && !mail.isUnacknowledged()) {
      return false;
    }
    if (held.size() >= Home.CROWD && mail.isUnacknowledged()) {
      core.drops.fleeting(home.clientId(), mail.message(), DropReason.QOS0_MESSAGE);
      return true;
    }
    if (held.isEmpty()) {
      held = new ArrayList<>();
    }
    held.add(mail);
    return true;
  }

  /**
   * @param goesOn whether the session is the one whose subscriptions these deliveries matched
   */
  private void release(boolean goesOn) {
    List<DeliverMail> mails = held;
    held = List.of();
    for (DeliverMail mail : mails) {
      if (goesOn) {
        home.runGuarded(mail);
      } else {
        mail.discard(home);
      }
    }
  }
}
