package io.dynamq.store.memory;

import io.dynamq.store.Storage;
import io.dynamq.testkit.StorageContract;

class MemoryStorageTest extends StorageContract {
  private MemoryStorage first;

  @Override
  protected Storage open(String node) {
    first = first == null ? new MemoryStorage(node) : first.forNode(node);
    return first;
  }

  @Override
  protected void closeBacking() {
    first = null;
  }
}
