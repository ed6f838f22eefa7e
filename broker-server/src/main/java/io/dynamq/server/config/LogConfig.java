package io.dynamq.server.config;

import java.nio.file.Path;

/**
 * What is logged where.
 *
 * @param level debug, info, warning or error
 * @param maxBytes a new file begins at this size
 * @param maxFiles old files that are kept
 * @param traceBytes a trace ends when its file has this size
 */
public record LogConfig(
    String level, Path directory, long maxBytes, int maxFiles, long traceBytes) {}
