package io.dynamq.server.ctl;

import io.dynamq.server.admin.Command;
import io.dynamq.server.admin.Commands;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

  private Grammar() {}

  static CommandSpec of(List<Command> commands) {
    Set<String> options = new TreeSet<>();
    commands.forEach(command -> options.addAll(command.options()));
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
      String value = option(parsed, "--" + name, (String) null);
      if (value != null) {
        given.put(name, value);
      }
    }
    return given;
  }

  /** An option that was given and belongs to another command of the group; null if none was. */
  static String foreign(Command command, ParseResult parsed) {
    for (Command other : Commands.ofGroups(List.of(command.group()))) {
      for (String name : other.options()) {
        if (!command.options().contains(name) && option(parsed, "--" + name, (String) null) != null) {
          return "--" + name;
        }
      }
    }
    return null;
  }

  static ParseResult innermost(ParseResult parsed) {
    return parsed.hasSubcommand() ? innermost(parsed.subcommand()) : parsed;
  }

  private static CommandSpec child(CommandSpec parent, String word, Set<String> options) {
    CommandLine existing = parent.subcommands().get(word);
    if (existing != null) {
      return existing.getCommandSpec();
    }
    CommandSpec child = spec(word, options);
    parent.addSubcommand(word, child);
    return child;
  }

  /** The options belong to every word, so that they may stand anywhere. */
  private static CommandSpec spec(String name, Set<String> options) {
    CommandSpec spec = CommandSpec.create().name(name);
    options.forEach(
        option ->
            spec.addOption(
                OptionSpec.builder("--" + option).type(String.class).arity("1").build()));
    spec.addOption(OptionSpec.builder(JSON).type(boolean.class).arity("0").build());
    spec.addOption(OptionSpec.builder(AWS).type(boolean.class).arity("0").build());
    spec.addOption(OptionSpec.builder(CONFIG).type(String.class).arity("1").build());
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
