package io.dynamq.server;

import io.dynamq.server.config.ConfigSources;
import java.nio.file.Path;
import java.util.Map;

/**
 * The command line that {@code bin/broker} hands over; the script has already refused what nobody
 * knows.
 *
 * @param command {@code run}, {@code check-config} or {@code version}
 * @param daemon whether there is nobody to read the console
 */
record LaunchOptions(String command, ConfigSources sources, boolean daemon) {

  /** Thrown for a command line that is not understood. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  static LaunchOptions parse(Path home, Map<String, String> environment, String... arguments)
      throws UsageException {
    String command = "run";
    Path config = home.resolve("etc/broker.conf");
    Path data = home.resolve("data");
    boolean open = false;
    boolean daemon = false;
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--config" -> config = Path.of(value(arguments, ++i));
        case "--data-dir" -> data = Path.of(value(arguments, ++i));
        case "--open" -> open = true;
        case "--daemon" -> daemon = true;
        case "run", "check-config", "version" -> command = arguments[i];
        default -> throw new UsageException("unknown argument: " + arguments[i]);
      }
    }
    return new LaunchOptions(
        command, new ConfigSources(home, config, data, open, environment), daemon);
  }

  private static String value(String[] arguments, int at) throws UsageException {
    if (at == arguments.length) {
      throw new UsageException(arguments[at - 1] + " needs a value");
    }
    return arguments[at];
  }
}
