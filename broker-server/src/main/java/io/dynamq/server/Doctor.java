package io.dynamq.server;

import io.dynamq.server.admin.ProcessLimit;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.ListenerConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.Provisioning;
import io.dynamq.store.Provisioning.Finding;
import io.dynamq.store.Provisioning.Level;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;

/**
 * Looks at everything that keeps a broker from starting or from serving well: configuration, machine,
 * data directory, store. Changes nothing.
 */
final class Doctor {
  private static final long SPACE_BYTES_MIN = 2L << 30;
  private static final long FILES_MIN = 4_096;
  private static final long SLOW_MILLIS = 500;

  private final ConfigSources sources;
  private final List<Finding> findings = new ArrayList<>();

  Doctor(ConfigSources sources) {
    this.sources = sources;
  }

  List<Finding> examine() {
    ServerConfig config;
    try {
      config = ServerConfig.load(sources, Version.text(), OwnerChecks::thorough);
    } catch (InvalidSettingsException e) {
      e.problems()
          .forEach(
              problem ->
                  findings.add(
                      Finding.fault(
                          "configuration", problem.toString(), "correct it: bin/broker check-config")));
      return findings;
    }
    findings.add(Finding.good("configuration", sources.file() + " can be used"));
    config.notices().forEach(notice -> findings.add(Finding.hint("configuration", notice, "")));
    findings.add(Finding.good("java", "version " + Runtime.version()));
    boolean running = isRunning(config.dataDirectory());
    if (running) {
      findings.addAll(new RunningBroker(sources).findings());
    } else {
      findings.add(Finding.good("broker", "does not run"));
      config.listeners().forEach(this::port);
    }
    openFiles();
    directory(config.dataDirectory());
    findings.addAll(new Certificates(config.listeners(), Time.system()).findings());
    store(config, running);
    return findings;
  }

  /** A broker locks its directory for as long as it lives. */
  private static boolean isRunning(Path data) {
    Path lock = data.resolve("broker.lock");
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock held = channel.tryLock()) {
      return held == null;
    } catch (IOException e) {
      // Somebody else's file; the finding about the directory says so.
      return false;
    }
  }

  private void port(ListenerConfig listener) {
    if (!(listener.settings().bind() instanceof InetSocketAddress address)
        || address.isUnresolved()) {
      return;
    }
    String subject = "port " + address.getPort();
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
      findings.add(Finding.good(subject, "is free for " + listener.key()));
    } catch (IOException e) {
      findings.add(
          Finding.fault(
              subject,
              listener.key() + " cannot have it: " + e.getMessage(),
              "see who has it: ss -ltnp 'sport = :" + address.getPort()
                  + "', or change " + listener.key()));
    }
  }

  private void openFiles() {
    try {
      String limit = ProcessLimit.soft("Max open files").orElse("unlimited");
      boolean enough = limit.equals("unlimited") || Long.parseLong(limit) >= FILES_MIN;
      findings.add(
          enough
              ? Finding.good("open files", "limit " + limit)
              : Finding.hint(
                  "open files",
                  "limit " + limit + ", and every connection takes one",
                  "ulimit -n 65536 before bin/broker, or LimitNOFILE in the systemd unit"));
    } catch (IOException e) {
      findings.add(Finding.hint("open files", "the limit is not known here", "ulimit -n"));
    }
  }

  private void directory(Path data) {
    Path existing = data;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isWritable(existing)) {
      findings.add(
          Finding.fault(
              "data directory",
              existing + " cannot be written by " + System.getProperty("user.name"),
              "chown it to the broker's user, or choose another with --data-dir"));
      return;
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      String state = "%s, %d MB free".formatted(data, free >> 20);
      findings.add(
          free >= SPACE_BYTES_MIN
              ? Finding.good("data directory", state)
              : Finding.hint(
                  "data directory",
                  state,
                  "make room: the write-ahead log may take wal.max_size (1GB by default)"));
    } catch (IOException e) {
      findings.add(Finding.fault("data directory", data + ": " + e.getMessage(), "look at it"));
    }
  }

  private void store(ServerConfig config, boolean running) {
    if (config.persistence().equals("memory")) {
      findings.add(
          Finding.hint("store", "none, all state is lost with the broker", "persistence = dynamo"));
      return;
    }
    if (config.embedded().isPresent() && !running) {
      findings.add(Finding.good("store", "embedded, runs when the broker runs"));
      return;
    }
    try {
      Provisioning.Needs needs = OfflineCommands.needs(config, null);
      List<Finding> tables = inspect(config, needs);
      // The first requests of a process mostly load classes.
      Time time = Time.system();
      long begun = time.nanos();
      inspect(config, needs);
      latency(TimeUnit.NANOSECONDS.toMillis(time.nanos() - begun));
      tables.forEach(
          table ->
              findings.add(
                  new Finding(
                      table.level(), "table " + table.subject(), table.state(), table.cure())));
      if (tables.stream().noneMatch(table -> table.level() == Level.FAULT)) {
        findings.addAll(permissions(config, needs));
      }
    } catch (StorageException | InvalidSettingsException | IOException e) {
      String[] words = String.valueOf(e.getMessage()).split(" -> ", 2);
      findings.add(
          Finding.fault("store", words[0], words.length > 1 ? words[1] : "see docs/durability.md"));
    }
  }

  private static List<Finding> inspect(ServerConfig config, Provisioning.Needs needs)
      throws InvalidSettingsException {
    List<Finding> tables = new ArrayList<>();
    for (Provisioning store : ServiceLoader.load(Provisioning.class)) {
      if (store.name().equals(config.persistence())) {
        tables.addAll(store.inspect(false, needs));
      }
    }
    return tables;
  }

  private static List<Finding> permissions(ServerConfig config, Provisioning.Needs needs)
      throws InvalidSettingsException {
    List<Finding> all = new ArrayList<>();
    for (Provisioning store : ServiceLoader.load(Provisioning.class)) {
      if (store.name().equals(config.persistence())) {
        all.addAll(store.permissions(needs));
      }
    }
    return all;
  }

  private void latency(long millis) {
    String state = "answers, all tables looked at in " + millis + " ms";
    findings.add(
        millis <= SLOW_MILLIS
            ? Finding.good("store", state)
            : Finding.hint("store", state, "use a region that is nearer, look for throttling"));
  }
}
