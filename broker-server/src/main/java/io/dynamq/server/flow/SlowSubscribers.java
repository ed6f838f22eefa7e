package io.dynamq.server.flow;

import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.server.config.SlowConfig;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * EMQX's ranking of those who take long to get messages: of each client and topic the worst of late.
 * Any thread; a message that was quick enough costs one reading of the clock.
 */
public final class SlowSubscribers implements Hooks {
  private final SlowConfig config;
  private final Time time;
  private final Map<Key, Slow> worst = new HashMap<>();

  /** Below this nothing gets in while all places are taken; milliseconds. */
  private volatile long least;

  private record Key(String client, String topic) {}

  /**
   * A place in the ranking.
   *
   * @param tookMillis from PUBLISH to what {@code module.slow_subs.stats_type} says
   * @param updatedAt milliseconds since the epoch
   */
  public record Slow(String client, String topic, long tookMillis, long updatedAt) {}

  public SlowSubscribers(SlowConfig config, Time time) {
    this.config = config;
    this.time = time;
  }

  /** Whether anything is measured. */
  public boolean isOn() {
    return config.enabled();
  }

  @Override
  public void messageDelivered(ClientInfo client, Message message) {
    if (config.internal() || message.qos() == Qos.AT_MOST_ONCE) {
      over(client, message);
    }
  }

  @Override
  public void messageAcked(ClientInfo client, Message message) {
    if (!config.internal()) {
      over(client, message);
    }
  }

  /** What waited while its client was away, or was retained, is old for another reason. */
  private void over(ClientInfo client, Message message) {
    long now = time.epochMillis();
    long arrived = message.arrivedMicros() / 1_000;
    long took = now - arrived;
    boolean counts =
        took >= config.thresholdMillis()
            && took > least
            && !message.retain()
            && arrived >= client.connectedAtMillis();
    if (counts) {
      rank(new Slow(client.id().value(), message.topic().value(), took, now));
    }
  }

  private synchronized void rank(Slow slow) {
    forgetOld(slow.updatedAt());
    Key key = new Key(slow.client(), slow.topic());
    Slow before = worst.get(key);
    if (before != null && before.tookMillis() > slow.tookMillis()) {
      return;
    }
    worst.put(key, slow);
    if (worst.size() > config.places()) {
      Slow quickest = ranked().get(worst.size() - 1);
      worst.remove(new Key(quickest.client(), quickest.topic()));
    }
    look();
  }

  private void look() {
    least = worst.size() < config.places() ? 0 : ranked().get(worst.size() - 1).tookMillis();
  }

  private void forgetOld(long now) {
    if (worst.values().removeIf(slow -> now - slow.updatedAt() >= config.expiryMillis())) {
      look();
    }
  }

  private List<Slow> ranked() {
    List<Slow> all = new ArrayList<>(worst.values());
    all.sort(Comparator.comparingLong(Slow::tookMillis).reversed());
    return all;
  }

  /** The slowest first. */
  public synchronized List<Slow> list() {
    forgetOld(time.epochMillis());
    return ranked();
  }

  public synchronized void clear() {
    worst.clear();
    look();
  }
}
