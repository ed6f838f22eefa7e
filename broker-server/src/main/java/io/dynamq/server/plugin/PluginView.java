package io.dynamq.server.plugin;

/** One plug-in as administration shows it. */
public record PluginView(String name, String description, boolean active) {}
