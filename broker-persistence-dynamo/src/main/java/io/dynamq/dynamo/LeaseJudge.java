package io.dynamq.dynamo;

import io.dynamq.dynamo.Held.Tenure;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Compares what this process knows of its leases with what the session rows say. Any thread. */
final class LeaseJudge {
  private final Leases leases;
  private final SessionTable table;
  private final Rows owners;

  /** The session rows. Any thread. */
  interface Rows {
    /**
     * The owners by key; those without a row are left out.
     *
     * @param seen told of the owners in each part of the answer as it comes
     */
    CompletableFuture<Map<String, SessionTable.Owner>> owners(
        Collection<ClientId> clients, Consumer<Map<String, SessionTable.Owner>> seen);

    /** Raises the rows of these leases where they are still this node's; told of each success. */
    CompletableFuture<Void> raise(List<OwnerLookup.Raised> all, Consumer<Lease> raised);
  }

  LeaseJudge(Leases leases, SessionTable table, Rows owners) {
    this.leases = leases;
    this.table = table;
    this.owners = owners;
  }

  /**
   * Those of the leases that another owner has made void; raises rows that must be.
   *
   * @param early told of some of them before
   */
  CompletableFuture<Set<Lease>> voided(Set<Lease> asked, Consumer<Set<Lease>> early) {
    Set<ClientId> clients = new HashSet<>();
    asked.forEach(lease -> clients.add(lease.client()));
    Map<ClientId, Long> before = confirmed(clients);
    return owners
        .owners(clients, part -> tellEarly(asked, part, before, early))
        .thenCompose(
            rows -> {
              // What is written under an epoch that only this process knows could be another's.
              List<OwnerLookup.Raised> raised = raised(clients, rows);
              return raised.isEmpty()
                  ? judged(asked, rows, before)
                  : owners
                      .raise(raised, leases::confirmed)
                      .thenCompose(done -> raised(asked, rows, clients(raised), before));
            });
  }

  /** The row of another node needs no second look, and what else is asked may take long. */
  private void tellEarly(
      Set<Lease> asked,
      Map<String, SessionTable.Owner> part,
      Map<ClientId, Long> before,
      Consumer<Set<Lease>> early) {
    Set<Lease> voided = new HashSet<>();
    for (Lease lease : asked) {
      SessionTable.Owner row = part.get(table.key(lease.client()).hash());
      boolean isOfAnother = row != null && !row.node().equals(lease.node()) && isVoid(lease, row);
      if (isOfAnother && confirmed(lease.client()) == before.get(lease.client())) {
        voided.add(lease);
      }
    }
    if (!voided.isEmpty()) {
      early.accept(voided);
    }
  }

  private CompletableFuture<Set<Lease>> raised(
      Set<Lease> asked,
      Map<String, SessionTable.Owner> rows,
      Set<ClientId> clients,
      Map<ClientId, Long> before) {
    before.putAll(confirmed(clients));
    return owners
        .owners(clients, part -> {})
        .thenCompose(
            again -> {
              rows.putAll(again);
              return judged(asked, rows, before);
            });
  }

  private Map<ClientId, Long> confirmed(Set<ClientId> clients) {
    Map<ClientId, Long> confirmed = new HashMap<>();
    clients.forEach(client -> confirmed.put(client, confirmed(client)));
    return confirmed;
  }

  private long confirmed(ClientId client) {
    Tenure tenure = leases.tenure(client);
    return tenure == null ? 0 : tenure.confirmed();
  }

  /**
   * @param before the epoch that each client's row was known to have before the rows were read
   */
  private CompletableFuture<Set<Lease>> judged(
      Set<Lease> asked, Map<String, SessionTable.Owner> rows, Map<ClientId, Long> before) {
    Set<Lease> voided = new HashSet<>();
    Set<Lease> outdated = new HashSet<>();
    for (Lease lease : asked) {
      ClientId client = lease.client();
      if (isVoid(lease, rows.get(table.key(client).hash()))) {
        // The row may have been raised by this process since it was read.
        (confirmed(client) > before.get(client) ? outdated : voided).add(lease);
      }
    }
    return outdated.isEmpty()
        ? CompletableFuture.completedFuture(voided)
        : voided(outdated, none -> {})
            .thenApply(
                more -> {
                  voided.addAll(more);
                  return voided;
                });
  }

  private static Set<ClientId> clients(List<OwnerLookup.Raised> raised) {
    Set<ClientId> clients = new HashSet<>();
    raised.forEach(one -> clients.add(one.lease().client()));
    return clients;
  }

  private List<OwnerLookup.Raised> raised(
      Set<ClientId> clients, Map<String, SessionTable.Owner> rows) {
    List<OwnerLookup.Raised> raised = new ArrayList<>(0);
    for (ClientId client : clients) {
      Tenure tenure = leases.tenure(client);
      SessionTable.Owner row = rows.get(table.key(client).hash());
      if (tenure != null && row != null && tenure.isConfirmedBy(row)) {
        leases.confirmed(new Lease(client, row.epoch(), tenure.owner()));
        tenure = tenure.confirmed(row.epoch());
      }
      if (tenure != null && !tenure.isConfirmed()) {
        raised.add(
            new OwnerLookup.Raised(
                new Lease(client, tenure.epoch(), tenure.owner(), tenure.from()),
                tenure.confirmed()));
      }
    }
    return raised;
  }

  private boolean isVoid(Lease lease, SessionTable.Owner row) {
    Tenure now = leases.tenure(lease.client());
    Tenure tenure = now == null ? Tenure.adopted(lease) : now;
    return row == null
        || !tenure.allows(lease.epoch(), row, leases.isClaiming(lease.client(), row));
  }
}
