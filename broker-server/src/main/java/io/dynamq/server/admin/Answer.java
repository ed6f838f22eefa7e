package io.dynamq.server.admin;

import java.util.List;
import java.util.Map;

/**
 * What a command answers, in both forms.
 *
 * @param data made into JSON
 * @param lines what the command line prints
 * @param status of HTTP
 * @param type null, or the type of the lines, which are then the only form
 */
record Answer(Object data, List<String> lines, int status, String type) {
  static final int OK = 200;
  static final int UNAVAILABLE = 503;

  /** All is well. */
  Answer(Object data, List<String> lines) {
    this(data, lines, OK);
  }

  Answer(Object data, List<String> lines, int status) {
    this(data, lines, status, null);
  }

  /** A page in a form of its own. */
  static Answer page(String text, String type) {
    return new Answer(null, text.lines().toList(), OK, type);
  }

  /** The first of a list. */
  Answer limited(int limit) throws Refusal {
    if (!(data instanceof List<?> all)) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: --limit is for lists");
    }
    return new Answer(
        all.subList(0, Math.min(limit, all.size())),
        lines.subList(0, Math.min(limit, lines.size())),
        status,
        type);
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
