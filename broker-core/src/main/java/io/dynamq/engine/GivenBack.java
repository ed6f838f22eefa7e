package io.dynamq.engine;

import io.dynamq.routing.Receipt;
import io.dynamq.store.Origin;
import java.util.concurrent.CompletableFuture;

/** The receipt of a message that goes from a member's queue back to its group's. */
record GivenBack(Origin origin) implements Receipt {

  @Override
  public void join(CompletableFuture<Void> write) {}

  @Override
  public void expect() {}

  @Override
  public void arrive(Throwable failure) {}
}
