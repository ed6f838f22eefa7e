/** The broker that a proof starts, kills and starts again, and what a power cut leaves of its files. */
package io.dynamq.server.proof.broker;
