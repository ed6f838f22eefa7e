/**
 * Clients that a service of the operator judges over HTTP. Read {@link
 * io.dynamq.server.callback.HttpLink} first.
 */
package io.dynamq.server.callback;
