package io.dynamq.server.proof;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.StartException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The process of {@code bin/broker_ctl proof}. Exits with 0 if the promise was kept, 1 if it was
 * broken or could not be put to the proof, 2 if the command was not understood.
 */
public final class ProofMain {
  private static final int KEPT = 0;
  private static final int BROKEN = 1;
  private static final int USAGE = 2;

  private ProofMain() {}

  /**
   * Runs and exits.
   *
   * @param arguments the words behind the program's name, beginning with {@code proof run}
   */
  public static void main(String[] arguments) {
    int code = run(Path.of(System.getProperty("dynamq.home", ".")), System.out, System.err, arguments);
    System.out.flush();
    System.exit(code);
  }

  /** Returns the exit code. */
  public static int run(Path home, PrintStream out, PrintStream err, String... arguments) {
    ProofArguments parsed = new ProofArguments();
    CommandLine parser = parsed.parser();
    try {
      parser.parseArgs(arguments);
      if (parsed.wantsHelp()) {
        parser.usage(out);
        return KEPT;
      }
      Plan plan = parsed.plan(home);
      ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
      return prove(plan, parsed.printsJson() ? err : out, out);
    } catch (ParameterException e) {
      err.println(e.getMessage());
      err.println("bin/broker_ctl proof run --help tells more.");
      return USAGE;
    } catch (IOException | StartException e) {
      err.println("Error: " + e.getMessage());
      return BROKEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return BROKEN;
    }
  }

  private static int prove(Plan plan, PrintStream progress, PrintStream out)
      throws IOException, InterruptedException {
    Proof proof = new Proof(plan, progress);
    // Ctrl-C must not leave a broker behind.
    Thread cleaning = new Thread(() -> closeQuietly(proof, progress), "proof-cleaning");
    Runtime.getRuntime().addShutdownHook(cleaning);
    try {
      Report report = proof.run();
      new ReportText(report.json(), progress).print();
      String json =
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.json());
      if (progress != out) {
        out.println(json);
      }
      if (plan.ending().json() != null) {
        Files.writeString(plan.ending().json(), json + "\n");
      }
      boolean good = report.isPromiseKept() && (report.areGoalsMet() || !plan.ending().goals());
      return good ? KEPT : BROKEN;
    } finally {
      closeQuietly(proof, progress);
      Runtime.getRuntime().removeShutdownHook(cleaning);
    }
  }

  private static void closeQuietly(Proof proof, PrintStream progress) {
    try {
      proof.close();
    } catch (IOException e) {
      progress.println(e.getMessage());
    }
  }
}
