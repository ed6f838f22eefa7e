package io.dynamq.server.ctl;

import io.dynamq.server.admin.Command;
import io.dynamq.server.admin.Commands;
import io.dynamq.server.admin.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One call of the command line. */
final class Ctl {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  private static final String RULE = "-".repeat(110);

  private final Path home;
  private final Map<String, String> environment;
  private final Passwords passwords;
  private final PrintStream out;
  private final PrintStream err;
  private final Watch watch;

  Ctl(
      Path home,
      Map<String, String> environment,
      Passwords passwords,
      PrintStream out,
      PrintStream err,
      Watch watch) {
    this.home = home;
    this.environment = environment;
    this.passwords = passwords;
    this.out = out;
    this.err = err;
    this.watch = watch;
  }

  /** Returns the exit code. */
  int run(String... arguments) {
    // A model of the words in question only: picocli takes milliseconds for each command.
    CommandLine parser =
        new CommandLine(Grammar.of(Commands.ofGroups(List.of(arguments))));
    ParseResult parsed;
    try {
      parsed = parser.parseArgs(arguments);
    } catch (ParameterException e) {
      err.println(e.getMessage());
      return usage(e.getCommandLine());
    }
    ParseResult innermost = Grammar.innermost(parsed);
    if (isHelp(parsed, innermost)) {
      printUsage(out, commandsBelow(innermost.commandSpec().commandLine()));
      return OK;
    }
    List<String> words = Grammar.words(innermost);
    Optional<Command> absent = words.stream().findFirst().flatMap(Commands::absent);
    if (absent.isPresent()) {
      err.println("emqx_ctl " + words.get(0) + ": " + absent.get().help());
      return FAILED;
    }
    Optional<Command> command =
        Commands.find(words, Grammar.parameters(innermost).size());
    String foreign = command.map(found -> Grammar.foreign(found, parsed)).orElse(null);
    if (foreign != null) {
      err.println("Unknown option: '" + foreign + "'");
      return usage(innermost.commandSpec().commandLine());
    }
    if (command.isEmpty() || command.get().isLocal()) {
      return usage(innermost.commandSpec().commandLine());
    }
    String every = Grammar.option(parsed, Grammar.WATCH, (String) null);
    return every == null ? once(command.get(), parsed) : again(command.get(), parsed, every);
  }

  private int once(Command command, ParseResult parsed) {
    return command.isOffline() ? work(command, parsed) : ask(command, parsed);
  }

  private int again(Command command, ParseResult parsed, String every) {
    if (!Watch.isFor(command)) {
      err.println("Error: --watch is for commands that change nothing");
      return USAGE;
    }
    try {
      return watch.run(
          "emqx_ctl " + String.join(" ", parsed.originalArgs()),
          Watch.every(every),
          () -> once(command, parsed));
    } catch (IOException e) {
      err.println("Error: " + e.getMessage());
      return USAGE;
    }
  }

  /** A bare call and a call for help print the same. */
  private static boolean isHelp(ParseResult parsed, ParseResult innermost) {
    return !parsed.hasSubcommand() && Grammar.parameters(parsed).isEmpty()
        || Grammar.option(parsed, Grammar.HELP, false)
        || Grammar.words(innermost).equals(List.of("help"));
  }

  private int ask(Command command, ParseResult parsed) {
    Path data = data(parsed);
    boolean json = Grammar.option(parsed, Grammar.JSON, false);
    try {
      if (Grammar.option(parsed, Grammar.AWS, false)) {
        plainly(command, parsed, data).forEach(out::println);
        return OK;
      }
      Target target = Target.of(data, environment);
      List<String> parameters = Grammar.parameters(Grammar.innermost(parsed));
      String body =
          switch (command.body()) {
            case NONE -> null;
            case PASSWORD -> passwords.read();
            case DOCUMENT -> passwords.document();
            case FILE -> content(parameters.get(parameters.size() - 1), command.body().bytesMax());
          };
      if (command.body() == Command.Body.FILE) {
        parameters = parameters.subList(0, parameters.size() - 1);
      }
      Response response =
          target.ask(
              command,
              new Target.Given(
                  parameters,
                  Grammar.asked(command, parsed)),
              body,
              json);
      (response.isOk() || json ? out : err).print(response.body());
      return response.exitCode();
    } catch (NotRespondingException e) {
      err.println(e.getMessage() + hint(command));
    } catch (IOException e) {
      err.println("Error: " + e.getMessage());
    }
    return FAILED;
  }

  /** Read here, so that the broker opens no file that somebody else names. */
  private static String content(String name, int bytesMax) throws IOException {
    Path file = Path.of(name);
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + name);
    }
    if (Files.size(file) > bytesMax || Files.size(file) == 0) {
      throw new IOException(name + " is empty or larger than " + bytesMax + " bytes");
    }
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(name + " is no text", e);
    } catch (AccessDeniedException e) {
      throw new IOException(name + " may not be read by this user", e);
    }
  }

  /** Who asks what happened must not be left with nothing when it was the broker's end. */
  private static String hint(Command command) {
    return command.group().equals("why") ? " Add --aws to be told how to read the tables." : "";
  }

  private Path data(ParseResult parsed) {
    return Optional.ofNullable(Grammar.option(parsed, Grammar.DATA_DIR, (String) null))
        .or(() -> Optional.ofNullable(environment.get("DYNAMQ_DATA_DIR")))
        .map(Path::of)
        .orElse(home.resolve("data"));
  }

  private int work(Command command, ParseResult parsed) {
    try {
      OfflineWork.Outcome outcome =
          found(OfflineWork.class)
              .run(
                  place(parsed, data(parsed)),
                  new OfflineWork.Asked(
                      command.words(),
                      Grammar.parameters(Grammar.innermost(parsed)),
                      Grammar.options(command, parsed)));
      if (Grammar.option(parsed, Grammar.JSON, false)) {
        out.println(outcome.json());
      } else {
        outcome.lines().forEach(out::println);
      }
      return outcome.good() ? OK : FAILED;
    } catch (MisuseException e) {
      err.println("Error: " + e.getMessage());
      return USAGE;
    } catch (IOException e) {
      err.println("Error: " + e.getMessage());
      return FAILED;
    }
  }

  /** How to read the same without the broker. */
  private List<String> plainly(Command command, ParseResult parsed, Path data)
      throws IOException {
    return found(StoredReads.class)
        .of(
            place(parsed, data),
            command.usage(),
            Grammar.parameters(Grammar.innermost(parsed)),
            Grammar.options(command, parsed));
  }

  private static <T> T found(Class<T> service) throws IOException {
    return ServiceLoader.load(service)
        .findFirst()
        .orElseThrow(() -> new IOException("the jars of the store are not on the class path"));
  }

  private StoredReads.Place place(ParseResult parsed, Path data) throws IOException {
    String given = Grammar.option(parsed, Grammar.CONFIG, environment.get("DYNAMQ_CONFIG"));
    Path config =
        given == null
            ? Endpoint.read(data).configIn(home)
            : Path.of(given);
    return new StoredReads.Place(home, config, data, environment);
  }

  private int usage(CommandLine command) {
    printUsage(err, commandsBelow(command));
    return USAGE;
  }

  /** A whole group, because that is what EMQX prints; all of them for an unknown word. */
  private static Collection<String> commandsBelow(CommandLine command) {
    CommandLine group = command;
    while (group.getParent() != null && group.getParent().getParent() != null) {
      group = group.getParent();
    }
    String name = group.getCommandName();
    return Commands.groups().contains(name) ? List.of(name) : Commands.groups();
  }

  private static void printUsage(PrintStream to, Collection<String> groups) {
    boolean all = groups.size() > 1;
    if (all) {
      to.println("Usage: emqx_ctl");
    }
    for (String group : groups) {
      if (all) {
        to.println(RULE);
      }
      Commands.ofGroups(List.of(group)).forEach(command -> to.println(command.helpLine()));
    }
  }
}
