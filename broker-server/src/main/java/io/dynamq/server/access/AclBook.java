package io.dynamq.server.access;

import io.dynamq.auth.acl.AclAuthorizer;
import io.dynamq.auth.acl.RuleList;
import io.dynamq.observe.Meters;
import io.dynamq.server.config.AclConfig;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.store.access.AccessTables;
import io.dynamq.time.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/** The file of access rules, and the authorizer that goes by what it said last. Any thread. */
public final class AclBook {
  /** The rules that a distribution is shipped with. */
  static final String SHIPPED = "acl.conf";

  private static final String KEY = "acl_file";
  private static final long MAX_BYTES = 16 << 20;

  private final AclConfig config;
  private final AclAuthorizer authorizer;

  private AclBook(AclConfig config, AclAuthorizer authorizer) {
    this.config = config;
    this.authorizer = authorizer;
  }

  /** What is wrong with the file. */
  public static List<Problem> check(AclConfig config) {
    List<Problem> problems = new ArrayList<>();
    read(config, problems);
    return problems;
  }

  /**
   * @param tables where more rules are, null if nowhere
   * @throws InvalidSettingsException with every mistake in the file
   */
  public static AclBook open(AclConfig config, Meters meters, Time time, AccessTables tables)
      throws InvalidSettingsException {
    return new AclBook(
        config, new AclAuthorizer(reading(config), config.settings(), meters, time, tables));
  }

  public AclAuthorizer authorizer() {
    return authorizer;
  }

  /**
   * Reads the file again; from now on it holds.
   *
   * @return how many rules
   * @throws InvalidSettingsException with every mistake in the file; the rules of before hold on
   */
  public int reload() throws InvalidSettingsException {
    RuleList rules = reading(config);
    authorizer.use(rules);
    return rules.size();
  }

  private static RuleList reading(AclConfig config) throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    RuleList rules = read(config, problems);
    if (rules == null) {
      throw new InvalidSettingsException(problems);
    }
    return rules;
  }

  /** Null if there are problems. */
  private static RuleList read(AclConfig config, List<Problem> problems) {
    String text = text(config, problems);
    return text == null ? null : RuleList.parse(config.shownFile(), text, problems);
  }

  private static String text(AclConfig config, List<Problem> problems) {
    try {
      if (Files.size(config.file()) > MAX_BYTES) {
        return wrong(config, problems, "is larger than 16 MB, expected a file of access rules");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(config.file()));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (NoSuchFileException e) {
      return config.written()
          ? wrong(config, problems, "does not exist, expected a file of access rules")
          : shipped();
    } catch (CharacterCodingException e) {
      return wrong(config, problems, "is not UTF-8, expected a text file of access rules");
    } catch (AccessDeniedException e) {
      return wrong(config, problems, "may not be read, expected a file that the broker can read");
    } catch (IOException e) {
      return wrong(config, problems, "cannot be read, expected a file: " + e.getMessage());
    }
  }

  private static String wrong(AclConfig config, List<Problem> problems, String words) {
    problems.add(new Problem(config.origin(), KEY, "'" + config.shownFile() + "' " + words));
    return null;
  }

  private static String shipped() {
    try (InputStream in = AclBook.class.getResourceAsStream(SHIPPED)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped rules are part of the program", e);
    }
  }
}
