package io.dynamq.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Who is banned, for all nodes that share the store. Threading and errors: {@link Storage}. */
public interface BanStore {

  /** Keeps nothing: bans end with the process. */
  BanStore NONE =
      new BanStore() {
        @Override
        public boolean isKept() {
          return false;
        }

        @Override
        public CompletableFuture<List<StoredBan>> all() {
          return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<Void> put(StoredBan ban) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletableFuture<Void> remove(String as, String who) {
          return CompletableFuture.completedFuture(null);
        }
      };

  /** Whether what is put is there after a restart. */
  boolean isKept();

  CompletableFuture<List<StoredBan>> all();

  /** In place of one of the same {@code as} and {@code who}. */
  CompletableFuture<Void> put(StoredBan ban);

  CompletableFuture<Void> remove(String as, String who);
}
