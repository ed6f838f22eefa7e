package io.dynamq.server.trace;

import java.nio.file.Path;

/**
 * A trace as operators see it.
 *
 * @param status {@code waiting}, {@code running} or {@code stopped}
 * @param size of the file in bytes
 */
public record TraceView(TraceOrder order, String status, Path file, long size) {}
