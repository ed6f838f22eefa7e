package io.dynamq.routing;

import java.util.Locale;
import java.util.Optional;

/** How a shared group picks the member that gets a message (EMQX's names). */
public enum SharedStrategy {
  RANDOM,
  ROUND_ROBIN,
  STICKY,
  HASH_CLIENTID,
  HASH_TOPIC,
  LOCAL,
  LEAST_BACKLOG;

  /** The strategy of a configured word; {@code hash} is EMQX's older name for hash_clientid. */
  public static Optional<SharedStrategy> named(String word) {
    if (word.equals("hash")) {
      return Optional.of(HASH_CLIENTID);
    }
    for (SharedStrategy strategy : values()) {
      if (strategy.word().equals(word)) {
        return Optional.of(strategy);
      }
    }
    return Optional.empty();
  }

  /** Whether messages are kept to one member as long as it is online, even if it is slow. */
  boolean keepsToOne() {
    return this == STICKY || this == HASH_CLIENTID || this == HASH_TOPIC;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
