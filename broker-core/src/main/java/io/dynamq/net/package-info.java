/**
 * Sockets: listeners, the pipeline of a connection, limits and timeouts, bytes and packets counted.
 *
 * <p>Netty stays in here and in {@code codec}; the engine sees {@link io.dynamq.engine.Connection}.
 * Read {@link io.dynamq.net.Listeners} first, then {@code MqttHandler} (what comes in) and {@code
 * NettyConnection} (what goes out). Everything about one connection happens on its event loop,
 * without locks; what a loop's connections share ({@code LoopConnections}) belongs to that loop too.
 */
package io.dynamq.net;
