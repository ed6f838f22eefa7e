package io.dynamq.server.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.auth.ban.BanList;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Standing;
import io.dynamq.message.ClientId;
import io.dynamq.server.admin.FakeControl;
import io.dynamq.server.config.FlappingConfig;
import io.dynamq.store.BanStore;
import io.dynamq.store.StoredBan;
import io.dynamq.testkit.FakeTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BanBookTest {
  private final FakeTime time = new FakeTime();
  private final RamStore store = new RamStore();
  private final BanList list = new BanList(time);
  private final FakeControl control = new FakeControl();
  private final BanBook book = new BanBook(list, store, time, listener -> true);

  /** What another node could also write to. */
  private static final class RamStore implements BanStore {
    private final Map<String, StoredBan> rows = new LinkedHashMap<>();
    private boolean away;

    private <T> CompletableFuture<T> answer(T value) {
      return away
          ? CompletableFuture.failedFuture(new IllegalStateException("away"))
          : CompletableFuture.completedFuture(value);
    }

    @Override
    public boolean isKept() {
      return true;
    }

    @Override
    public CompletableFuture<List<StoredBan>> all() {
      return answer(List.copyOf(rows.values()));
    }

    @Override
    public CompletableFuture<Void> put(StoredBan ban) {
      if (!away) {
        rows.put(ban.as() + ban.who(), ban);
      }
      return answer(null);
    }

    @Override
    public CompletableFuture<Void> remove(String as, String who) {
      if (!away) {
        rows.remove(as + who);
      }
      return answer(null);
    }
  }

  @AfterEach
  void close() {
    book.close();
  }

  private StoredBan ban(String as, String who, long millis) {
    long now = time.epochMillis();
    return new StoredBan(
        as, who, "r", "b", now, millis == 0 ? Long.MAX_VALUE : now + millis);
  }

  private boolean isOut(String id, String name, String address) {
    return list.against(id, name, address) != null;
  }

  @Test
  void findsWhoIsMeant() {
    book.ban(ban("clientid", "c", 0)).join();
    book.ban(ban("username", "u", 0)).join();
    book.ban(ban("peerhost", "10.1.0.0/16", 0)).join();
    book.ban(ban("peerhost", "2001:db8::/32", 0)).join();
    assertThat(isOut("c", null, "")).isTrue();
    assertThat(isOut("u", "c", "unix")).isFalse();
    assertThat(isOut("x", "u", "127.0.0.1")).isTrue();
    assertThat(isOut("x", "y", "10.1.255.255")).isTrue();
    assertThat(isOut("x", "y", "10.2.0.0")).isFalse();
    assertThat(isOut("x", "y", "2001:db8::7%eth0")).isTrue();
    assertThat(isOut("C", "U", "2001:db9::")).isFalse();
  }

  @Test
  void aBanEndsByItself() {
    book.ban(ban("clientid", "c", 1_000)).join();
    time.advanceMillis(999);
    assertThat(isOut("c", null, "")).isTrue();
    assertThat(book.all()).hasSize(1);
    time.advanceMillis(1);
    assertThat(isOut("c", null, "")).isFalse();
    assertThat(book.all()).isEmpty();
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThatThrownBy(() -> book.ban(ban("peerhost", "10.1.0.0/33", 0)))
        .hasMessageContaining("is no address");
    assertThatThrownBy(() -> book.ban(ban("ip", "10.1.0.0", 0)))
        .hasMessageContaining("expected clientid, username or peerhost");
    assertThatThrownBy(() -> book.ban(ban("clientid", "", 0))).hasMessageContaining("nobody");
  }

  @Test
  void whoIsConnectedIsKicked() {
    book.start(control);
    book.ban(ban("peerhost", "127.0.0.0/8", 0)).join();
    assertThat(control.kicked()).containsExactly("c1");
  }

  @Test
  void whatAnotherNodeHasBannedIsKickedHere() {
    book.start(control);
    store.put(ban("username", "user", 0));
    book.look();
    assertThat(control.kicked()).containsExactly("c1");
    store.remove("username", "user");
    book.look();
    assertThat(isOut("c1", "user", "")).isFalse();
  }

  @Test
  void aBanHoldsThoughTheStoreIsAwayAndIsKeptLater() {
    book.start(control);
    book.ban(ban("clientid", "old", 0)).join();
    store.away = true;
    assertThat(book.ban(ban("clientid", "c", 0))).isCompletedExceptionally();
    assertThat(book.lift("clientid", "old")).isCompletedExceptionally();
    book.look();
    assertThat(isOut("c", null, "")).isTrue();
    assertThat(isOut("old", null, "")).isFalse();
    store.away = false;
    book.look();
    assertThat(isOut("c", null, "")).isTrue();
    assertThat(store.rows).containsOnlyKeys("clientidc");
  }

  @Test
  void saysThatThereIsNothingToLift() {
    assertThat(book.lift("clientid", "c").join()).isFalse();
    book.ban(ban("clientid", "c", 0)).join();
    assertThat(book.lift("clientid", "c").join()).isTrue();
    assertThat(store.rows).isEmpty();
  }

  @Test
  void whoComesAndGoesTooOftenIsBannedForAWhile() {
    Flapping flapping = new Flapping(new FlappingConfig(3, 10_000, 60_000), book, time);
    ClientInfo client =
        new ClientInfo(new ClientId("f"), null, "127.0.0.1", 1, 1, 5, true, 60, 0, 0)
            .withStanding(new Standing("test").with(Standing.RESTLESSNESS, "counts"));
    ClientInfo uncounted =
        new ClientInfo(new ClientId("u"), null, "127.0.0.1", 1, 1, 5, true, 60, 0, 0);
    for (int i = 0; i < 9; i++) {
      flapping.clientDisconnected(uncounted, "normal");
    }
    assertThat(isOut("u", null, "")).isFalse();
    flapping.clientDisconnected(client, "tcp_closed");
    flapping.clientDisconnected(client, "normal");
    time.advanceMillis(10_000);
    flapping.clientDisconnected(client, "normal");
    flapping.clientDisconnected(client, "kicked");
    flapping.clientDisconnected(client, "takeovered");
    assertThat(isOut("f", null, "")).isFalse();
    flapping.clientDisconnected(client, "protocol_error");
    assertThat(isOut("f", null, "")).isTrue();
    assertThat(book.all().get(0).by()).isEqualTo("flapping detector");
    time.advanceMillis(60_000);
    assertThat(isOut("f", null, "")).isFalse();
  }
}
