package io.dynamq.server.ctl;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where a command gets a password: asked twice at a terminal, else the first line of the standard
 * input. Never an argument, which everyone on the machine can see.
 */
final class Passwords {
  private final InputStream in;
  private final Console console;

  /**
   * @param console null if nobody sits there
   */
  Passwords(InputStream in, Console console) {
    this.in = in;
    this.console = console;
  }

  String read() throws IOException {
    return console == null ? firstLine() : asked();
  }

  /** The whole input, which must not be a terminal: nobody types a document. */
  String document() throws IOException {
    if (console != null && in.available() == 0) {
      throw new IOException("expected a document on the standard input: ... < file");
    }
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private String firstLine() throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    String line = reader.readLine();
    if (line == null || line.isEmpty()) {
      throw new IOException("expected a password on the standard input");
    }
    return line;
  }

  private String asked() throws IOException {
    char[] once = console.readPassword("Password: ");
    char[] again = console.readPassword("Again: ");
    if (once == null || once.length == 0 || !Arrays.equals(once, again)) {
      throw new IOException("expected the same password twice");
    }
    return new String(once);
  }
}
