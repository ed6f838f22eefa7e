package io.dynamq.dynamo.backend;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the configuration, so that all of it is reported at once. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(Setting setting, String message) {
    found.add(new Problem(setting.origin(), setting.key(), message));
  }

  void add(Problem problem) {
    found.add(problem);
  }

  int count() {
    return found.size();
  }

  void throwIfAny() throws InvalidSettingsException {
    if (!found.isEmpty()) {
      throw new InvalidSettingsException(found);
    }
  }
}
