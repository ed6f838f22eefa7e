package io.dynamq.dynamodb;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs the store as a process of its own until it is told to end. */
public final class Main {

  private static final int USAGE_ERROR = 2;
  private static final int START_ERROR = 1;
  private static final int DEFAULT_PORT = 8000;
  private static final String HELP =
      """
      Usage: dynamodb-embedded [options]
        --host ADDRESS    where to listen (127.0.0.1); nobody is asked for credentials
        --port PORT       where to listen (8000); 0 takes a free port
        --data-dir DIR    where the data lives (data/dynamodb)
        --in-memory       keep the data in memory only
        --fsync           let each write wait for the disk
        --fault-control   let faults be switched over HTTP, for tests
        --help            print this
      """;

  private Main() {}

  /** Starts the store; prints the endpoint when it listens. */
  public static void main(String[] args) throws InterruptedException {
    if (List.of(args).contains("--help")) {
      System.out.print(HELP);
      return;
    }
    try {
      EmbeddedDynamoDb store = EmbeddedDynamoDb.start(options(args));
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    store.close();
                    ended.countDown();
                  },
                  "dynamodb-shutdown"));
      System.out.println("listening on " + store.endpoint());
      ended.await();
    } catch (IllegalArgumentException e) {
      exit(USAGE_ERROR, e.getMessage() + "\n" + HELP, System.err);
    } catch (StartException e) {
      exit(START_ERROR, e.getMessage(), System.err);
    }
  }

  static Options options(String... args) {
    Options options = Options.onDisk(Path.of("data", "dynamodb")).withPort(DEFAULT_PORT);
    Deque<String> rest = new ArrayDeque<>(List.of(args));
    while (!rest.isEmpty()) {
      String option = rest.remove();
      options =
          switch (option) {
            case "--host" -> options.withHost(argument(option, rest));
            case "--port" -> options.withPort(port(argument(option, rest)));
            case "--data-dir" -> options.withDataDir(Path.of(argument(option, rest)));
            case "--in-memory" -> options.withDataDir(null);
            case "--fsync" -> options.withFsync(true);
            case "--fault-control" -> options.withFaultControl(true);
            default -> throw new IllegalArgumentException("unknown option " + option);
          };
    }
    return options;
  }

  private static String argument(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs an argument");
    }
    return rest.remove();
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--port needs a number, not " + text, e);
    }
  }

  private static void exit(int status, String message, PrintStream stream) {
    stream.println(message);
    System.exit(status);
  }
}
