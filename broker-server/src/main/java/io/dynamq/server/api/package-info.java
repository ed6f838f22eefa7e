/**
 * The HTTP API of EMQX 4.4 under {@code /api/v4}: its routes, its envelope and its paging, with API
 * keys. One table, {@link io.dynamq.server.api.Routes}, is what is served, described as OpenAPI and
 * tested. Knows the broker as {@link io.dynamq.control.Control}.
 */
package io.dynamq.server.api;
