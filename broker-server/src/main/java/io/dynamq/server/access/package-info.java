/**
 * The file of access rules while the broker runs: reading it, and reading it again.
 */
package io.dynamq.server.access;
