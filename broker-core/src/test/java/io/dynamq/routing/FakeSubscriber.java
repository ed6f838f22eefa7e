package io.dynamq.routing;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;

/** A receiver whose state a test sets. */
final class FakeSubscriber implements Subscriber {
  private final ClientId id;
  private volatile boolean online = true;
  private volatile boolean persistent = true;
  private volatile int backlog;

  FakeSubscriber(String id) {
    this.id = new ClientId(id);
  }

  FakeSubscriber offline() {
    online = false;
    return this;
  }

  void online(boolean now) {
    online = now;
  }

  void backlog(int messages) {
    backlog = messages;
  }

  @Override
  public ClientId clientId() {
    return id;
  }

  @Override
  public boolean isOnline() {
    return online;
  }

  @Override
  public boolean isPersistent() {
    return persistent;
  }

  void persistent(boolean now) {
    persistent = now;
  }

  @Override
  public int backlog() {
    return backlog;
  }

  @Override
  public void deliver(Message message, Terms terms, Receipt receipt) {
    throw new UnsupportedOperationException("matching must not deliver");
  }

  @Override
  public String toString() {
    return id.value();
  }
}
