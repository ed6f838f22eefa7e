package io.dynamq.bench.wal;

import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * A library used as a write-ahead log: groups of records are appended, one library record each, and
 * found again after the process is gone. One thread.
 */
interface LogUnderTest extends AutoCloseable {

  /** Appends a group; on return it is with the operating system, so it survives SIGKILL. */
  void append(long sequence, byte[] group) throws Exception;

  /** On return everything appended survives a power cut. */
  void sync() throws Exception;

  @Override
  void close() throws Exception;

  /** How to open one, and to count the bytes that it finds again. */
  record Kind(String name, Opener opener, Recovery recovery) {}

  /** Opens an empty or an existing log. */
  interface Opener {
    LogUnderTest open(Path directory) throws Exception;
  }

  /** Opens what a dead process left and reads all of it, asking nothing of it but its bytes. */
  interface Recovery {
    LongSupplier read(Path directory) throws Exception;
  }
}
