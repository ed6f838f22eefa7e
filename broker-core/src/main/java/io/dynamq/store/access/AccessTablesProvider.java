package io.dynamq.store.access;

import io.dynamq.observe.Meters;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.util.List;

/** Opens the tables; found by ServiceLoader so that the server needs no compile-time knowledge. */
public interface AccessTablesProvider {

  /** What {@link #open} would find wrong, without opening anything. */
  List<Problem> check(Context context);

  /**
   * Connects and checks or creates the tables. May block; called once at start-up.
   *
   * @param required whether a store that does not answer is an error; else it may answer later
   * @throws InvalidSettingsException if the pool is configured wrongly
   * @throws StorageException with a message that names cause and cure, if the tables are unusable
   */
  AccessTables open(Context context, boolean required) throws InvalidSettingsException;

  /**
   * What the tables are given.
   *
   * @param settings every configuration entry, as written, unknown keys included
   */
  record Context(AccessOptions options, List<Setting> settings, Time time, Meters meters) {
    public Context {
      settings = List.copyOf(settings);
    }
  }
}
