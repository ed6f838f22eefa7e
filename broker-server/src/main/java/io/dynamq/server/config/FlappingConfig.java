package io.dynamq.server.config;

/** A client whose connections end so often within a time is banned for another. */
public record FlappingConfig(int count, long windowMillis, long banMillis) {}
