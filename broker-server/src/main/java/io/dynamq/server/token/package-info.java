/**
 * Clients that prove who they are by a JSON Web Token [RFC 7519]. Read {@link
 * io.dynamq.server.token.TokenLink} first.
 */
package io.dynamq.server.token;
