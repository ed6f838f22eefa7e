/**
 * Switching plug-ins on and off: which are there ({@code ServiceLoader}), which are loaded, and the
 * file {@code loaded_plugins} that makes it last. Start with {@code PluginHost}.
 */
package io.dynamq.server.plugin;
