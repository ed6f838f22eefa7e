package io.dynamq.server.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the broker's answer, but not for ever: a client of the API must get one. */
final class Waiting {
  private static final int SECONDS_MAX = 30;

  private Waiting() {}

  static <T> T on(CompletableFuture<T> answer) throws Refusal {
    try {
      return answer.get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Refusal.UNAVAILABLE, "Error: the broker is stopping");
    } catch (ExecutionException e) {
      throw new Refusal(Refusal.UNAVAILABLE, "Error: " + e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new Refusal(
          Refusal.UNAVAILABLE, "Error: the broker did not answer in " + SECONDS_MAX + " seconds");
    }
  }
}
