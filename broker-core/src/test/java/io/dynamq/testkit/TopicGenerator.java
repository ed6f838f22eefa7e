package io.dynamq.testkit;

import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.Random;

/** Makes short names and filters over a tiny alphabet, so that random ones often meet. */
public final class TopicGenerator {
  private static final String[] LEVELS = {"", "a", "b", "c", "aa", "a!", "b ", "$", "ü"};
  private static final int DEPTH_MAX = 5;

  private final Random random;

  public TopicGenerator(long seed) {
    this.random = new Random(seed);
  }

  public TopicName name() {
    while (true) {
      String text = levels(1 + random.nextInt(DEPTH_MAX), 0);
      if (!text.isEmpty()) {
        return TopicName.of(text);
      }
    }
  }

  /** A filter without prefix; every third level or so is a wildcard. */
  public TopicFilter filter() {
    while (true) {
      String text = levels(1 + random.nextInt(DEPTH_MAX), 3);
      if (random.nextInt(4) == 0) {
        text = text.isEmpty() ? "#" : text + "/#";
      }
      if (!text.isEmpty()) {
        return TopicFilter.of(text);
      }
    }
  }

  private String levels(int depth, int plusIn) {
    StringBuilder text = new StringBuilder();
    if (random.nextInt(12) == 0) {
      text.append("$SYS/");
    }
    for (int i = 0; i < depth; i++) {
      boolean plus = plusIn > 0 && random.nextInt(plusIn) == 0;
      text.append(i == 0 ? "" : "/").append(plus ? "+" : LEVELS[random.nextInt(LEVELS.length)]);
    }
    return text.toString();
  }
}
