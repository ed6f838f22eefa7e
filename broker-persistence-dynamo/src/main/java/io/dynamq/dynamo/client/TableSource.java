package io.dynamq.dynamo.client;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.Provisioning.Needs;
import java.util.List;

/** A part of this module that has tables of its own; found by ServiceLoader. */
public interface TableSource {

  /**
   * Its tables, as far as they are needed.
   *
   * @throws InvalidSettingsException if its configuration keys are wrong
   */
  List<Use> uses(Needs needs) throws InvalidSettingsException;

  /**
   * Tables in one place.
   *
   * @param pool how to reach it
   */
  record Use(PoolSettings pool, ConnectionSettings connection, List<TableSpec> tables) {}
}
