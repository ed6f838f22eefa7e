package io.dynamq.server;

import io.dynamq.server.LaunchOptions.UsageException;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.time.Time;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of {@code bin/broker}. Exits with 0 when stopped, 1 on failure, 2 on misuse. */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);
  private static final int OK = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final String STOPPED = "Stopped.";

  private final LaunchOptions options;
  private final Supervisor supervisor = new Supervisor(System.getenv());
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean serving;

  /** Null until it is there. */
  private volatile Server running;

  private Main(LaunchOptions options) {
    this.options = options;
  }

  /**
   * Runs until a signal arrives.
   *
   * @param arguments as {@code bin/broker} makes them
   */
  public static void main(String[] arguments) {
    System.exit(exitCode(arguments));
  }

  private static int exitCode(String[] arguments) {
    Path home = Path.of(System.getProperty("dynamq.home", "."));
    try {
      Main main = new Main(LaunchOptions.parse(home, System.getenv(), arguments));
      return main.execute();
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      return USAGE;
    } catch (InvalidSettingsException e) {
      System.err.println("The configuration cannot be used:");
      e.problems().forEach(problem -> System.err.println("  " + problem));
      return USAGE;
    } catch (StartFailure e) {
      System.err.println("The broker cannot start: " + e.getMessage());
      return FAILED;
    } catch (RuntimeException | Error e) {
      System.err.println("The broker cannot start, by a fault of its own:");
      e.printStackTrace();
      return FAILED;
    }
  }

  /** Runs a broker until it is ready, then stops it; answers with the exit code. */
  static int startAndStop(LaunchOptions options) throws InvalidSettingsException, StartFailure {
    Main main = new Main(options);
    main.stop.countDown();
    return main.execute();
  }

  private int execute() throws InvalidSettingsException, StartFailure {
    if (options.command().equals("version")) {
      System.out.println("DynaMQ " + Version.text());
      return OK;
    }
    Logs.beforeConfiguration();
    boolean checkOnly = options.command().equals("check-config");
    ServerConfig config =
        ServerConfig.load(
            options.sources(),
            Version.text(),
            checkOnly ? OwnerChecks::thorough : OwnerChecks::beforeStart);
    if (checkOnly) {
      config.notices().forEach(System.out::println);
      System.out.println(options.sources().file() + " can be used.");
      return OK;
    }
    return run(config);
  }

  private int run(ServerConfig config) throws InvalidSettingsException, StartFailure {
    Signals.install(this::signalled, this::hungUp);
    try (DataDirectory data = DataDirectory.lock(config.dataDirectory())) {
      Logs logs = Logs.start(config.log(), options.daemon());
      try {
        serve(config, data, logs);
        if (config.log().form().isJsonOnConsole(options.daemon())) {
          logs.console().println(STOPPED);
        }
      } finally {
        logs.stop();
      }
    }
    if (!config.log().form().isJsonOnConsole(options.daemon())) {
      System.out.println(STOPPED);
    }
    return OK;
  }

  private void serve(ServerConfig config, DataDirectory data, Logs logs)
      throws InvalidSettingsException, StartFailure {
    try (Server server = start(config, logs)) {
      new StartReport(config, logs.console(), options.daemon())
          .print(server, millisSinceStart());
      running = server;
      data.markReady();
      supervisor.ready(server::isAlive);
      logged("DynaMQ " + Version.text() + " is ready");
      awaitStop();
      supervisor.close();
      logged("stopping");
      logs.console().println("Stopping:");
    }
  }

  private Server start(ServerConfig config, Logs logs)
      throws InvalidSettingsException, StartFailure {
    return Server.start(config, options.sources(), logs.console(), () -> serving = true);
  }

  /** Says in the log what would be printed. */
  static void said(String line) {
    LOG.info(line);
  }

  /** Counted from the start of the JVM; the process may be older, because a script became it. */
  private static long millisSinceStart() {
    return Time.system().epochMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }

  /** Before clients are let in there is nothing to lose: stores survive the end of the process. */
  private void signalled() {
    if (!serving) {
      System.out.println("Stopped before it was ready.");
      Runtime.getRuntime().halt(FAILED);
    }
    stop.countDown();
  }

  /** A terminal that closes says the same; then reading files again does no harm. */
  private void hungUp() {
    Server server = running;
    if (server != null) {
      server.reload();
    }
  }

  /** In the foreground the console says it already. */
  private void logged(String event) {
    if (options.daemon()) {
      LOG.info(event);
    }
  }

  private void awaitStop() {
    try {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
