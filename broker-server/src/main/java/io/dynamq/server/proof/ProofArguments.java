package io.dynamq.server.proof;

import io.dynamq.server.proof.fault.StoreFault;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The words of {@code proof run} and what they come to. */
@Command(
    name = "bin/broker_ctl",
    sortOptions = false,
    usageHelpWidth = 100,
    description = "Kills a broker under load, again and again, and tells what of its promise it kept.",
    footer = "Exit codes: 0 the promise was kept, 1 it was broken, 2 not understood.")
final class ProofArguments {
  private static final String TERM = "TERM";
  private static final long KILLS_UNBOUNDED = Integer.MAX_VALUE;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "proof run", hidden = true)
  private List<String> words = new ArrayList<>();

  @Option(names = "--minutes", description = "How long to kill and to fault; default 1.")
  private double minutes;

  @Option(names = "--seconds", description = "The same in seconds.")
  private double seconds;

  @Option(names = "--mode", description = "durability.ack_after: memory, wal (default) or store.")
  private String mode = "wal";

  @Option(names = "--fsync", description = "wal.fsync: always, interval (default) or never.")
  private String fsync = "interval";

  @Option(
      names = "--kill-every",
      description = "Mean time between kills, such as 4s; 0 for none; default 5s.",
      converter = Span.class)
  private Duration killEvery = Duration.ofSeconds(5);

  @Option(names = "--kills", description = "End after so many kills.")
  private int kills;

  @Option(names = "--signal", description = "KILL (default) or TERM.")
  private String signal = "KILL";

  @Option(
      names = "--power-loss",
      description = "After each kill what was not forced to the disk is thrown away; needs cc.")
  private boolean powerLoss;

  @Option(
      names = "--lose-data-directory",
      description = "After each kill the data directory is deleted: a new machine.")
  private boolean loseData;

  @Option(
      names = "--faults",
      description =
          "Faults of the store: none, all (default) or some of latency, throttling, refusal,"
              + " blackhole, errors, unprocessed, resets, ambiguous with commas between them.")
  private String faults = "all";

  @Option(
      names = "--fault-length",
      description = "Mean length of a fault; default 4s.",
      converter = Span.class)
  private Duration faultLength = Duration.ofSeconds(4);

  @Option(
      names = "--fault-calm",
      description = "Mean time between two; default 4s.",
      converter = Span.class)
  private Duration faultCalm = Duration.ofSeconds(4);

  @Option(names = "--seed", description = "Repeats the kills and faults of a run.")
  private Long seed;

  @Option(names = "--publishers", description = "Default 4, QoS 1 and 2.")
  private int publishers = 4;

  @Option(names = "--subscribers", description = "Default 6; from 4 on two share a subscription.")
  private int subscribers = 6;

  @Option(names = "--rate", description = "Messages a second of each publisher; default 50.")
  private double rate = 50;

  @Option(names = "--payload", description = "Bytes of a payload; default 100.")
  private int payload = 100;

  @Option(
      names = "--backlog",
      description = "Messages that are queued for a client that stays away until the end.")
  private int backlog;

  @Option(
      names = "--drain",
      description = "How long missing messages are waited for in the end; default 60s.",
      converter = Span.class)
  private Duration drain = Duration.ofSeconds(60);

  @Option(names = "--set", description = "A setting of the broker, such as wal.max_size=64MB.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(names = "--target", description = "host:port of a broker that runs already.")
  private String target;

  @Option(names = "--kill-command", description = "Kills the target; without it none is killed.")
  private String killCommand;

  @Option(names = "--start-command", description = "Starts the target again.")
  private String startCommand;

  @Option(
      names = "--store",
      description =
          "http://host:port of a DynamoDB that checks no signatures; default: one in this process.")
  private String store;

  @Option(names = "--proxy-port", description = "Where the fault proxy before the store listens.")
  private int proxyPort;

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = "-",
      paramLabel = "FILE",
      description = "The report as JSON, to a file or instead of the text.")
  private String json;

  @Option(names = "--trace", description = "A file for every packet of every client.")
  private Path trace;

  @Option(names = "--goals", description = "Missed goals of time and rate are a failure too.")
  private boolean goals;

  @Option(names = "--keep", description = "Keep the broker's data and output.")
  private boolean keep;

  @Option(names = {"--help", "-h"}, usageHelp = true, description = "Print this.")
  private boolean help;

  /** Durations such as 500ms, 4s, 2m or 0. */
  static final class Span implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d+)(ms|s|m|)");

    @Override
    public Duration convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches() || matcher.group(2).isEmpty() && !text.equals("0")) {
        throw new TypeConversionException("expected a duration such as 4s or 500ms, not " + text);
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "m" -> Duration.ofMinutes(number);
        default -> Duration.ofSeconds(number);
      };
    }
  }

  CommandLine parser() {
    CommandLine parser = new CommandLine(this);
    parser.getCommandSpec().usageMessage().customSynopsis("bin/broker_ctl proof run [options]");
    return parser;
  }

  boolean wantsHelp() {
    return help;
  }

  boolean printsJson() {
    return "-".equals(json);
  }

  /** Checks what belongs together. */
  Plan plan(Path home) {
    require(words.equals(List.of("proof", "run")), "expected: proof run [options]");
    require(List.of("memory", "wal", "store").contains(mode), "--mode is memory, wal or store");
    require(
        List.of("always", "interval", "never").contains(fsync),
        "--fsync is always, interval or never");
    require(signal.equals("KILL") || signal.equals(TERM), "--signal is KILL or TERM");
    require(publishers > 0 && subscribers > 0, "there must be publishers and subscribers");
    require(rate > 0 && payload >= 0 && backlog >= 0, "--rate, --payload and --backlog count up");
    require(proxyPort >= 0 && proxyPort <= 65_535, "--proxy-port is from 0 to 65535");
    requireEffect();
    Plan.Load load = new Plan.Load(publishers, subscribers, rate, payload, backlog);
    int killsMax = kills > 0 ? kills : (int) KILLS_UNBOUNDED;
    Plan.Kills plannedKills =
        new Plan.Kills(killEvery, killsMax, signal.equals(TERM), powerLoss, loseData);
    Plan.Faults plannedFaults = new Plan.Faults(kinds(), faultCalm, faultLength);
    Plan.Place place =
        new Plan.Place(
            home, target == null ? null : address(target), killCommand, startCommand,
            store == null ? null : storeAddress(), proxyPort);
    Path file = json == null || printsJson() ? null : Path.of(json);
    return new Plan(
        new Plan.Mode(mode, fsync, settings),
        load,
        plannedKills,
        plannedFaults,
        place,
        new Plan.Ending(length(), drain, file, trace, goals, keep),
        seed == null ? new Random().nextInt(1_000_000) : seed);
  }

  /** An option that would do nothing is a mistake. */
  private void requireEffect() {
    if (target == null) {
      none("need --target", "--kill-command", "--start-command");
      return;
    }
    none(
        "are for a broker that is started here",
        "--power-loss", "--lose-data-directory", "--fsync", "--set", "--signal", "--keep");
    if (killCommand == null) {
      none("need --kill-command", "--start-command", "--kills", "--kill-every");
    }
    if (store == null) {
      none("need --store, which the target reaches by --proxy-port",
          "--fault-length", "--fault-calm", "--proxy-port");
      require(
          !isGiven("--faults") || faults.equals("none"),
          "--faults needs --store, which the target reaches by --proxy-port");
    }
  }

  private void none(String otherwise, String... options) {
    if (Stream.of(options).anyMatch(this::isGiven)) {
      String all = String.join(", ", options);
      int last = all.lastIndexOf(", ");
      require(false, all.substring(0, last) + " and " + all.substring(last + 2) + " " + otherwise);
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private Duration length() {
    double asked = minutes * 60 + seconds;
    if (asked > 0) {
      return Duration.ofMillis((long) (asked * 1_000));
    }
    // So many kills need so long, starts included.
    return kills > 0 ? killEvery.plusSeconds(30).multipliedBy(kills) : Duration.ofMinutes(1);
  }

  private List<StoreFault> kinds() {
    boolean possible = target == null || store != null;
    if (faults.equals("none") || !possible) {
      return List.of();
    }
    if (faults.equals("all")) {
      return List.of(StoreFault.values());
    }
    List<StoreFault> kinds = new ArrayList<>();
    for (String name : faults.split(",")) {
      kinds.add(
          StoreFault.of(name.strip()).orElseThrow(() -> refusal("there is no fault " + name)));
    }
    return kinds;
  }

  private InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      require(colon > 0, "expected host:port, not " + text);
      return new InetSocketAddress(text.substring(0, colon), port);
    } catch (IllegalArgumentException e) {
      throw refusal("expected host:port, not " + text);
    }
  }

  private InetSocketAddress storeAddress() {
    try {
      URI uri = URI.create(store);
      require(
          "http".equals(uri.getScheme()) && uri.getPort() > 0,
          "--store is http://host:port, not " + store);
      return new InetSocketAddress(uri.getHost(), uri.getPort());
    } catch (IllegalArgumentException e) {
      throw refusal("--store is http://host:port, not " + store);
    }
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw refusal(otherwise);
    }
  }

  private ParameterException refusal(String words) {
    return new ParameterException(spec.commandLine(), words);
  }
}
