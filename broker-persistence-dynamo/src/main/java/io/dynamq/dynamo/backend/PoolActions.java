package io.dynamq.dynamo.backend;

import io.dynamq.hook.Plugin;

/** Every function over the tables of one pool. */
final class PoolActions {
  private final BackendPool pool;
  private final PublishAction publish;
  private final FetchAction fetch;
  private final RetainLookup retainLookup;
  private final AckAction ack;
  private final SubscribeLookup subscribeLookup;

  PoolActions(BackendPool pool, BackendConfig config, Plugin.Context context) {
    this.pool = pool;
    StoredIds ids = new StoredIds();
    publish = new PublishAction(pool, config.tuning().ackAfter());
    fetch = new FetchAction(pool, context.broker(), context.time(), ids);
    retainLookup = new RetainLookup(pool, context.broker(), context.time());
    ack = new AckAction(pool, ids);
    subscribeLookup = new SubscribeLookup(pool, context.broker());
  }

  BackendPool pool() {
    return pool;
  }

  PublishAction publish() {
    return publish;
  }

  FetchAction fetch() {
    return fetch;
  }

  RetainLookup retainLookup() {
    return retainLookup;
  }

  AckAction ack() {
    return ack;
  }

  SubscribeLookup subscribeLookup() {
    return subscribeLookup;
  }
}
