package io.dynamq.server.config;

import io.dynamq.net.tls.TlsSettings;

/** Where the HTTP API is served to others than this machine, over TLS. */
public record ManagementConfig(HostPort address, TlsSettings tls) {}
