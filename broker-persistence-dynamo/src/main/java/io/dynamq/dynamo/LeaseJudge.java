package io.dynamq.dynamo;

import io.dynamq.dynamo.Held.Tenure;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Compares what this process knows of its leases with what the session rows say. Any thread. */
final class LeaseJudge {
  private final Leases leases;
  private final SessionTable table;
  private final OwnerLookup owners;

  LeaseJudge(Leases leases, SessionTable table, OwnerLookup owners) {
    this.leases = leases;
    this.table = table;
    this.owners = owners;
  }

  /** Those of the leases that another owner has made void; raises rows that must be. */
  CompletableFuture<Set<Lease>> voided(Set<Lease> asked) {
    Set<ClientId> clients = new HashSet<>();
    asked.forEach(lease -> clients.add(lease.client()));
    return owners
        .owners(clients)
        .thenCompose(
            rows -> {
              // What is written under an epoch that only this process knows could be another's.
              List<OwnerLookup.Raised> raised = raised(clients, rows);
              return raised.isEmpty()
                  ? CompletableFuture.completedFuture(judged(asked, rows))
                  : owners
                      .raise(raised, leases::confirmed)
                      .thenCompose(done -> owners.owners(clients(raised)))
                      .thenApply(
                          again -> {
                            rows.putAll(again);
                            return judged(asked, rows);
                          });
            });
  }

  private Set<Lease> judged(Set<Lease> asked, Map<String, SessionTable.Owner> rows) {
    Set<Lease> voided = new HashSet<>();
    for (Lease lease : asked) {
      if (isVoid(lease, rows.get(table.key(lease.client()).hash()))) {
        voided.add(lease);
      }
    }
    return voided;
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
