package io.dynamq.dynamo.wal;

import io.dynamq.dynamo.work.Hands;
import io.dynamq.observe.Meters;
import io.dynamq.time.Time;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk that outlives processes and keeps what it must: all that was written when a process dies,
 * what was forced and perhaps some more when the power fails.
 */
public final class SimulatedDisk {
  private sealed interface Op permits Put, Delete {}

  private record Put(long number, byte[] bytes) implements Op {}

  private record Delete(long before) implements Op {}

  private final List<Op> ops = new ArrayList<>();
  private int synced;
  private long next = 1;
  private long first;
  private long released;
  private boolean full;
  private boolean used;

  /** A log on this disk, for one process. */
  public Wal open(
      WalSettings settings, GroupEncoder encoder, Time time, Meters meters, Hands hands) {
    return new Wal(settings, new Access(), encoder, time, meters, hands);
  }

  /** From now on writes fail, or no longer. */
  public void full(boolean is) {
    full = is;
  }

  /** What was not forced may be gone, but never something with what came after it left. */
  public void powerFails(Random random) {
    int kept = synced + random.nextInt(ops.size() - synced + 1);
    ops.subList(kept, ops.size()).clear();
    synced = kept;
  }

  /** It is replaced by an empty one. */
  public void burns() {
    used = false;
    ops.clear();
    synced = 0;
  }

  private TreeMap<Long, byte[]> groups() {
    TreeMap<Long, byte[]> groups = new TreeMap<>();
    for (Op op : ops) {
      if (op instanceof Put put) {
        groups.put(put.number, put.bytes);
      } else if (op instanceof Delete delete) {
        groups.headMap(delete.before).clear();
      }
    }
    groups.headMap(released).clear();
    return groups;
  }

  /** Of one process. */
  private final class Access implements LogDisk {
    private final boolean isNew = !used;
    private boolean failed;

    Access() {
      used = true;
      // What is no longer there is forgotten, or the list would only grow.
      TreeMap<Long, byte[]> left = groups();
      ops.clear();
      left.forEach((number, bytes) -> ops.add(new Put(number, bytes)));
      synced = ops.size();
    }

    @Override
    public boolean isNew() {
      return isNew;
    }

    @Override
    public void read(Consumer<byte[]> receiver) {
      List.copyOf(groups().values()).forEach(receiver);
    }

    @Override
    public long next() {
      return next;
    }

    @Override
    public void put(byte[] buffer, int length, boolean force) throws IOException {
      if (full || failed) {
        failed = true;
        throw new IOException("no space left on the simulated disk");
      }
      ops.add(new Put(next++, java.util.Arrays.copyOf(buffer, length)));
      if (force) {
        synced = ops.size();
      }
    }

    @Override
    public void sync() throws IOException {
      if (failed) {
        throw new IOException("not open");
      }
      synced = ops.size();
    }

    @Override
    public void rescue() {
      synced = ops.size();
    }

    @Override
    public void discard() {
      deleteBefore(next);
    }

    @Override
    public void deleteBefore(long first) {
      ops.add(new Delete(first));
      SimulatedDisk.this.first = first;
    }

    @Override
    public void forceReleased() {
      released = first;
    }

    @Override
    public void reopen() {
      failed = false;
    }

    @Override
    public void close() {
      failed = true;
    }
  }
}
