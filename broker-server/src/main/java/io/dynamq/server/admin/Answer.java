package io.dynamq.server.admin;

import java.util.List;
import java.util.Map;

/**
 * What a command answers, in both forms.
 *
 * @param data made into JSON
 * @param lines what the command line prints
 * @param status of HTTP
 */
record Answer(Object data, List<String> lines, int status) {
  static final int OK = 200;
  static final int UNAVAILABLE = 503;

  /** All is well. */
  Answer(Object data, List<String> lines) {
    this(data, lines, OK);
  }

  /** EMQX's answer of commands that have nothing to say. */
  static Answer ok() {
    return said("ok");
  }

  /** A sentence. */
  static Answer said(String line) {
    return new Answer(Map.of("message", line), List.of(line));
  }
}
