package io.dynamq.server.admin;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One thing an operator may ask: a line of the command line's help and a REST route.
 *
 * @param usage such as {@code clients show <ClientId>}
 * @param method of HTTP
 * @param path such as {@code /ctl/clients/<>}; the parameters in the order of the usage
 * @param body what the body of the request is, in UTF-8
 */
public record Command(
    String usage, String method, String path, String help, Body body) {

  /** What the command line reads from its input. */
  public enum Body {
    NONE(0),
    /** A line that nobody may see. */
    PASSWORD(1_024),
    /** A whole file, from the input. */
    DOCUMENT(64 << 20),
    /** A whole file, which the last parameter names; no part of the path. */
    FILE(64 << 20);

    private final int bytesMax;

    Body(int bytesMax) {
      this.bytesMax = bytesMax;
    }

    /** The longest one that is taken. */
    public int bytesMax() {
      return bytesMax;
    }
  }

  private static final int COLUMN = 70;

  /** EMQX 4.4's column for the help text. */
  private static final String LINE = "%-70s# %s";

  private static final String LOCAL = "LOCAL";
  private static final String ABSENT = "ABSENT";
  private static final String OFFLINE = "OFFLINE";

  /** A command that no broker is asked for. */
  static Command local(String usage, String help) {
    return new Command(usage, LOCAL, "", help);
  }

  /** A command that the command line answers itself, from the configuration and the store. */
  static Command offline(String usage, String help) {
    return new Command(usage, OFFLINE, "", help);
  }

  /**
   * A command of EMQX that is not here.
   *
   * @param instead why, or what there is instead
   */
  static Command absent(String word, String instead) {
    return new Command(word, ABSENT, "", "In EMQX only: " + instead);
  }

  Command(String usage, String method, String path, String help) {
    this(usage, method, path, help, Body.NONE);
  }

  /** The fixed words, such as {@code clients show}. */
  public List<String> words() {
    return Arrays.stream(usage.split(" ")).filter(word -> !word.matches("[<\\[].*")).toList();
  }

  /** How many parameters it takes. */
  public int parameters() {
    return (int) Arrays.stream(usage.split(" ")).filter(word -> word.startsWith("<")).count();
  }

  /** Names of the options that it takes: {@code client} for {@code [--client=<ClientId>]}. */
  public Set<String> options() {
    Set<String> names = new LinkedHashSet<>();
    for (String word : usage.split(" ")) {
      if (word.startsWith("[--") && !word.equals("[--help]")) {
        int end = word.indexOf(word.contains("=") ? '=' : ']');
        names.add(word.substring(3, end));
      }
    }
    return names;
  }

  /** Whether an option takes no value: it is there or not. */
  public boolean isFlag(String option) {
    return usage.contains("[--" + option + "]");
  }

  /** The first word, which help is grouped by. */
  public String group() {
    return words().get(0);
  }

  /** The line that help shows. */
  public String helpLine() {
    // EMQX has no line that is as long.
    return LINE.formatted(usage.length() < COLUMN ? usage : usage + " ", help);
  }

  /** Whether it is a program of its own, which the script starts. */
  public boolean isLocal() {
    return method.equals(LOCAL);
  }

  /** Whether no broker has to run for it. */
  public boolean isOffline() {
    return method.equals(OFFLINE);
  }

  /** Whether EMQX has it and this broker has not; {@link #help} says why. */
  public boolean isAbsent() {
    return method.equals(ABSENT);
  }

  /** Whether a broker answers it. */
  boolean isAsked() {
    return !isLocal() && !isAbsent() && !isOffline();
  }

  /** Whether it can be asked without the token. */
  boolean isPublic() {
    return Set.of(
            Commands.STATUS_PATH, Commands.HEALTH_PATH, Commands.LIVE_PATH, Commands.READY_PATH)
        .contains(path);
  }
}
