package io.dynamq.net.websocket;

/**
 * Fired as an event when a peer broke the rules of WebSocket; the close frame that says so is on its
 * way, and nothing more will be heard of the peer.
 *
 * @param words for the reason of the connection's end
 */
public record WebSocketFault(String words) {}
