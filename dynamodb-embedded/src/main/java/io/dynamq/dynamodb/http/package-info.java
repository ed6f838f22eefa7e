/**
 * The HTTP/1.1 server in front of the operations, on Netty.
 *
 * <p>Read {@link io.dynamq.dynamodb.http.HttpServer} first. One event loop does the network, a few
 * workers carry requests out. Only the root package may call.
 */
package io.dynamq.dynamodb.http;
