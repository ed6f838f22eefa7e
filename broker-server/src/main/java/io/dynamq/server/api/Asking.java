package io.dynamq.server.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the broker's answer, but not for ever. */
final class Asking {
  private static final int SECONDS_MAX = 30;
  private static final int UNAVAILABLE = 503;

  private Asking() {}

  static <T> T of(CompletableFuture<T> answer) throws ApiFault {
    try {
      return answer.get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiFault(UNAVAILABLE, ApiFault.UNKNOWN, "the broker is stopping");
    } catch (ExecutionException e) {
      throw new ApiFault(UNAVAILABLE, ApiFault.UNKNOWN, e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new ApiFault(
          UNAVAILABLE, ApiFault.UNKNOWN, "no answer in " + SECONDS_MAX + " seconds");
    }
  }
}
