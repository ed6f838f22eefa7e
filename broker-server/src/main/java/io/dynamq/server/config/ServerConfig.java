package io.dynamq.server.config;

import io.dynamq.engine.Broker.MemoryMarks;
import io.dynamq.engine.BrokerSettings;
import io.dynamq.net.NodePace;
import io.dynamq.net.TransportChoice;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration, checked and typed.
 *
 * @param management empty if the HTTP API is for this machine only
 * @param persistence name of the storage provider, {@code dynamo} or {@code memory}
 * @param storeRequired whether the broker does not start without its store
 * @param embedded empty if the broker connects to a store that is there
 * @param auth how names and passwords are judged
 * @param scram empty if the method SCRAM-SHA-256 is off
 * @param acl who may publish and subscribe to what
 * @param transport how sockets are served
 * @param memory how full it may be
 * @param pace how fast all clients together may be
 * @param settings entries as written, for stores and plug-ins
 * @param notices lines for the operator: what was narrowed, overridden, or is open
 */
public record ServerConfig(
    BrokerSettings broker,
    List<ListenerConfig> listeners,
    HostPort admin,
    Optional<ManagementConfig> management,
    String persistence,
    boolean storeRequired,
    Optional<EmbeddedConfig> embedded,
    AuthConfig auth,
    Optional<ScramConfig> scram,
    AclConfig acl,
    LogConfig log,
    AlarmConfig alarms,
    MachineConfig machine,
    PresenceConfig presence,
    SlowConfig slow,
    TransportChoice transport,
    MemoryMarks memory,
    NodePace pace,
    Path dataDirectory,
    List<Setting> settings,
    List<String> notices) {

  /** Judges what only the owners of some keys can. */
  public interface Check {
    List<Problem> problems(ServerConfig config);
  }

  public ServerConfig {
    listeners = List.copyOf(listeners);
    settings = List.copyOf(settings);
    notices = List.copyOf(notices);
  }

  /** Whether bans hold for the clients of a listener. */
  public boolean bansHold(String listener) {
    return listeners.stream()
        .map(ListenerConfig::settings)
        .filter(one -> one.id().equals(listener))
        .allMatch(one -> broker.zones().get(one.zone()).guard().bans());
  }

  /**
   * Reads and checks everything.
   *
   * @param version of this program, for {@code $SYS}
   * @param owners asked even if there are problems already, so that all are shown at once
   * @throws InvalidSettingsException with every problem found
   */
  public static ServerConfig load(ConfigSources sources, String version, Check owners)
      throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    Settings settings =
        new SettingsLoader(problems).load(sources.home(), sources.file(), sources.environment());
    ServerConfig config = new ConfigMapper(settings, sources, problems).map(version);
    problems.addAll(owners.problems(config));
    if (!problems.isEmpty()) {
      // Store and plug-in read the same pools and then find the same mistakes.
      throw new InvalidSettingsException(problems.stream().distinct().toList());
    }
    return config;
  }

  /**
   * The entries as they stand in the files now, for a plug-in that is loaded while running.
   *
   * @throws InvalidSettingsException with every problem found
   */
  public static List<Setting> reread(ConfigSources sources) throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    Settings settings =
        new SettingsLoader(problems).load(sources.home(), sources.file(), sources.environment());
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return settings.entriesForOthers();
  }
}
