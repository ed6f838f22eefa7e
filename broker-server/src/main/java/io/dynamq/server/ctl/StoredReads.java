package io.dynamq.server.ctl;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Says how to read with the store's own tools what a command shows. Found by ServiceLoader, because
 * only {@code --aws} needs the configuration and the store's jars.
 */
public interface StoredReads {

  /**
   * @param usage the command's row in the table of commands
   * @param parameters of the command
   * @param options of the command by name, such as {@code --since}
   * @return lines for a shell
   * @throws IOException with one line for the operator, if there is nothing to read or the
   *     configuration cannot be used
   */
  List<String> of(
      Place place, String usage, List<String> parameters, Map<String, String> options)
      throws IOException;

  /** Where the broker's configuration is. */
  record Place(Path home, Path config, Path data, Map<String, String> environment) {}
}
