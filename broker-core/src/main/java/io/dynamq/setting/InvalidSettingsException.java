package io.dynamq.setting;

import java.util.List;
import java.util.stream.Collectors;

/** Configuration that cannot be used; carries every problem found, not just the first. */
public final class InvalidSettingsException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  /** At least one problem. */
  public InvalidSettingsException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
