/**
 * MQTT over WebSocket, sections 6 of MQTT 3.1.1 and 5.0: the HTTP upgrade and the frames around the
 * bytes. Knows no MQTT; what is behind sees a stream of bytes and {@code ChannelInputShutdownEvent} at
 * its end. Everything happens on the connection's event loop.
 */
package io.dynamq.net.websocket;
