/** How the broker's own log is written: lines of JSON, and repeats that are counted instead. */
package io.dynamq.server.log;
