package io.dynamq.server.config;

import java.nio.file.Path;

/** Where the embedded store listens and keeps its files. */
public record EmbeddedConfig(HostPort address, Path directory) {}
