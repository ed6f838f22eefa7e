package io.dynamq.store;

import io.dynamq.message.ClientId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What was not delivered and why, kept for a while and bounded. Threading and errors: {@link
 * Storage}; {@link #add} never fails: an entry for which there is no room is given up and counted
 * ({@code ledger.given_up}), for drops come in floods and must not hinder what can be delivered.
 */
public interface LedgerStore {

  /** Whether anything is kept; if not it is needless to read a queue for its sake. */
  boolean isEnabled();

  /** Notes a message that was not delivered. Returns at once. */
  void add(LedgerEntry entry);

  /**
   * Some entries. Each is yielded at least once; of one receiver, in the order of time.
   *
   * @param receiver null for all, which reads the whole ledger page by page
   * @param fromMicros entries before may be left out
   * @param after what the page before said, null for the first
   */
  CompletableFuture<Page> read(ClientId receiver, long fromMicros, String after);

  /** Notes that a message was handed over again. Repeating it changes nothing. */
  CompletableFuture<Void> markRedelivered(StoredLedgerEntry entry);

  /**
   * Removes entries, except those that are kept together with ones that shall stay.
   *
   * @param receiver null for all
   * @param beforeMicros entries from then on stay
   * @return how many are gone
   */
  CompletableFuture<Long> purge(ClientId receiver, long beforeMicros);

  /**
   * Part of the ledger.
   *
   * @param next where the next page begins, null if this is the last; a page may be empty
   */
  record Page(List<StoredLedgerEntry> entries, String next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }
}
