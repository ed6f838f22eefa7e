/** How messages flow: which subscribers are slow, and counters of single topics. Off until asked for. */
package io.dynamq.server.flow;
