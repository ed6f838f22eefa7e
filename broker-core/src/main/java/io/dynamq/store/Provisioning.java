package io.dynamq.store;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Setting;
import io.dynamq.store.access.AccessOptions;
import java.util.List;
import java.util.Set;

/**
 * What must be there before a broker can use its store; found by ServiceLoader. For tools that run
 * beside a broker or without one. Any thread; blocks.
 */
public interface Provisioning {

  /** The name of the store used in configuration, such as {@code dynamo}. */
  String name();

  /**
   * A document with which somebody else makes what is needed, or allows this broker to use it.
   *
   * @return its lines
   * @throws InvalidSettingsException if configuration keys of the store are wrong
   */
  List<String> document(Form form, Needs needs) throws InvalidSettingsException;

  /**
   * Looks whether it is there as it should be.
   *
   * @param create whether to make what is missing first
   * @throws InvalidSettingsException if configuration keys of the store are wrong
   * @throws StorageException if the store cannot be asked; the message has cause and cure
   */
  List<Finding> inspect(boolean create, Needs needs) throws InvalidSettingsException;

  /**
   * Tries whether the broker may do what it will, and whether the clocks agree; changes nothing.
   *
   * @throws InvalidSettingsException if configuration keys of the store are wrong
   */
  List<Finding> permissions(Needs needs) throws InvalidSettingsException;

  /** Kinds of documents. */
  enum Form {
    CLOUDFORMATION,
    TERRAFORM,
    /** What the broker does with its tables, and nothing more. */
    IAM_POLICY
  }

  /**
   * Who needs it.
   *
   * @param plugins names of those that are loaded
   * @param access tables of users and rules, null if there are none
   * @param settings as {@link StorageProvider.Context#settings}
   */
  record Needs(Set<String> plugins, AccessOptions access, List<Setting> settings) {

    public Needs {
      plugins = Set.copyOf(plugins);
      settings = List.copyOf(settings);
    }
  }

  /**
   * One thing that was looked at.
   *
   * @param subject such as a table's name
   * @param state how it is
   * @param cure what to do, empty if there is nothing to do
   */
  record Finding(Level level, String subject, String state, String cure) {

    /** Nothing has to be done. */
    public static Finding good(String subject, String state) {
      return new Finding(Level.GOOD, subject, state, "");
    }

    /** It works, but not as well as it could. */
    public static Finding hint(String subject, String state, String cure) {
      return new Finding(Level.HINT, subject, state, cure);
    }

    /** It does not work. */
    public static Finding fault(String subject, String state, String cure) {
      return new Finding(Level.FAULT, subject, state, cure);
    }
  }

  /** How bad it is. */
  enum Level {
    GOOD,
    HINT,
    FAULT
  }
}
