/**
 * What an operator may ask of a running broker, as records in and out. Text and JSON are made at the
 * edge, in the server's admin room.
 */
package io.dynamq.control;
