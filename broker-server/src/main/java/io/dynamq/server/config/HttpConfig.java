package io.dynamq.server.config;

import java.net.URI;

/**
 * Whom to ask about clients.
 *
 * @param timeoutMillis for an answer, connecting included
 * @param requests at a time; who comes beyond is told that the server is busy
 * @param keepMillis for how long a yes is remembered, 0 = not at all
 */
public record HttpConfig(URI url, long timeoutMillis, int requests, long keepMillis) {}
