package io.dynamq.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.dynamq.control.Control;
import io.dynamq.control.HealthView;
import io.dynamq.server.alarm.AlarmWatch.Check;
import io.dynamq.server.alarm.AlarmWatch.Finding;
import io.dynamq.server.config.AlarmConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.store.Provisioning;
import io.dynamq.store.Provisioning.Level;
import io.dynamq.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** What alarms are raised about. */
final class Conditions {
  private static final String WAL = "the write-ahead log cannot be written";

  private final ServerConfig config;
  private final Control control;
  private final DoubleSupplier heap;
  private final MachineLoad machine;
  private final Time time;

  /**
   * @param heap share of it that is in use
   */
  Conditions(
      ServerConfig config,
      Control control,
      DoubleSupplier heap,
      MachineLoad machine,
      Time time) {
    this.config = config;
    this.control = control;
    this.heap = heap;
    this.machine = machine;
    this.time = time;
  }

  List<Check> all() {
    return List.of(
        new Check("high_process_memory_usage", this::memory),
        new Check("high_cpu_usage", machine::processors),
        new Check("high_system_memory_usage", machine::memory),
        new Check("store_degraded", () -> degraded(false)),
        new Check("wal_unwritable", () -> degraded(true)),
        new Check("high_disk_usage", this::disk),
        new Check("too_many_open_files", this::files),
        new Check("certificate_expiry", this::certificates));
  }

  private Finding certificates() {
    List<String> due =
        new Certificates(config.listeners(), time)
            .findings().stream()
                .filter(one -> one.level() != Level.GOOD)
                .map(Provisioning.Finding::state)
                .toList();
    return due.isEmpty()
        ? null
        : new Finding("the certificate " + due.get(0), Map.of("certificates", due));
  }

  private Finding memory() {
    double share = heap.getAsDouble();
    long mark = Math.round(config.memory().high() * 100);
    return share < config.memory().high()
        ? null
        : new Finding(
            "Process memory usage is higher than " + mark + "%",
            Map.of("high_watermark", mark, "usage", Math.round(share * 100)));
  }

  private Finding degraded(boolean byLog) {
    HealthView health = control.health();
    return health.up() || health.reason().contains(WAL) != byLog
        ? null
        : new Finding(
            health.reason(), Map.of("reason", health.reason(), "since", health.sinceMillis()));
  }

  private Finding disk() {
    try {
      FileStore disk = Files.getFileStore(config.dataDirectory());
      long total = disk.getTotalSpace();
      return total <= 0
          ? null
          : share("disk of the data directory", total - disk.getUsableSpace(), total,
              config.alarms().diskPercent());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Finding files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? share(
            "file descriptors",
            unix.getOpenFileDescriptorCount(),
            unix.getMaxFileDescriptorCount(),
            config.alarms().filesPercent())
        : null;
  }

  /** Null while less than so much is in use; above 100 it never is so much. */
  static Finding share(String what, long used, long total, int percent) {
    if (percent > AlarmConfig.NEVER_FROM || used * 100 < total * (long) percent) {
      return null;
    }
    long usage = used * 100 / total;
    return new Finding(
        usage + "% of the " + what + " in use",
        Map.of("high_watermark", percent, "usage", usage, "used", used, "total", total));
  }
}
