/**
 * Traces: what operators want to see of a client, a topic or an address, written to files of a bounded
 * size for a bounded time. Depends on what a broker can be asked, never on the engine.
 */
package io.dynamq.server.trace;
