package io.dynamq.server.ctl;

import io.dynamq.server.admin.Command;
import io.dynamq.server.admin.Commands;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The table of commands as picocli's model: a word is a subcommand, the rest are parameters. */
final class Grammar {
  static final String JSON = "--json";
  static final String DATA_DIR = "--data-dir";
  static final String HELP = "--help";
  static final String AWS = "--aws";
  static final String CONFIG = "--config";
  static final String WATCH = "--watch";

  /** Of lists; some commands have it in their usage, with a meaning of their own. */
  static final String LIMIT = "--limit";

  private Grammar() {}

  static CommandSpec of(List<Command> commands) {
    Map<String, Boolean> options = new TreeMap<>();
    for (Command command : commands) {
      command.options().forEach(option -> options.put(option, command.isFlag(option)));
    }
    CommandSpec root = spec("emqx_ctl", options);
    for (Command command : commands) {
      CommandSpec at = root;
      for (String word : command.words()) {
        at = child(at, word, options);
      }
    }
    child(root, "help", options);
    return root;
  }

  /** The words that were matched, without the program's name. */
  static List<String> words(ParseResult innermost) {
    Deque<String> words = new ArrayDeque<>();
    CommandLine at = innermost.commandSpec().commandLine();
    while (at.getParent() != null) {
      words.addFirst(at.getCommandName());
      at = at.getParent();
    }
    return List.copyOf(words);
  }

  static List<String> parameters(ParseResult result) {
    return result.matchedPositionalValue(0, List.of());
  }

  /** The value of an option wherever it stands; the last one wins. */
  static <T> T option(ParseResult parsed, String name, T otherwise) {
    T value = parsed.matchedOptionValue(name, otherwise);
    return parsed.hasSubcommand() ? option(parsed.subcommand(), name, value) : value;
  }

  /** The options of a command that were given, by name. */
  static Map<String, String> options(Command command, ParseResult parsed) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String name : command.options()) {
      Object value = option(parsed, "--" + name, (Object) null);
      if (value != null) {
        given.put(name, command.isFlag(name) ? "on" : value.toString());
      }
    }
    return given;
  }

  /** What the broker is told: the same, and how much of a list is wanted. */
  static Map<String, String> asked(Command command, ParseResult parsed) {
    Map<String, String> given = options(command, parsed);
    String limit = option(parsed, LIMIT, (String) null);
    if (limit != null) {
      given.put(LIMIT.substring(2), limit);
    }
    return given;
  }

  /** An option that was given and belongs to another command of the group; null if none was. */
  static String foreign(Command command, ParseResult parsed) {
    if (command.isOffline() && option(parsed, LIMIT, (String) null) != null) {
      return LIMIT;
    }
    for (Command other : Commands.ofGroups(List.of(command.group()))) {
      for (String name : other.options()) {
        if (!command.options().contains(name) && option(parsed, "--" + name, (Object) null) != null) {
          return "--" + name;
        }
      }
    }
    return null;
  }

  static ParseResult innermost(ParseResult parsed) {
    return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
  }

  private static CommandSpec child(CommandSpec parent, String word, Map<String, Boolean> options) {
    CommandLine existing = parent.subcommands().get(word);
    if (existing != null) {
      return existing.getCommandSpec();
    }
    CommandSpec child = spec(word, options);
    parent.addSubcommand(word, child);
    return child;
  }

  /**
   * A word. The options belong to every word, so that they may stand anywhere.
   *
   * @param options by name, with whether it takes no value
   */
  private static CommandSpec spec(String name, Map<String, Boolean> options) {
    CommandSpec spec = CommandSpec.create().name(name);
    options.forEach(
        (option, isFlag) ->
            spec.addOption(
                OptionSpec.builder("--" + option)
                    .type(isFlag ? boolean.class : String.class)
                    .arity(isFlag ? "0" : "1")
                    .build()));
    spec.addOption(OptionSpec.builder(JSON).type(boolean.class).arity("0").build());
    spec.addOption(OptionSpec.builder(AWS).type(boolean.class).arity("0").build());
    spec.addOption(OptionSpec.builder(CONFIG).type(String.class).arity("1").build());
    spec.addOption(OptionSpec.builder(WATCH).type(String.class).arity("1").build());
    if (!options.containsKey(LIMIT.substring(2))) {
      spec.addOption(OptionSpec.builder(LIMIT).type(String.class).arity("1").build());
    }
    spec.addOption(OptionSpec.builder(HELP, "-h").type(boolean.class).arity("0").build());
    spec.addOption(OptionSpec.builder(DATA_DIR).type(String.class).arity("1").build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    return spec;
  }
}
