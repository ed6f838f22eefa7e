/**
 * Administration over HTTP on this machine only. {@code Commands} is the one table from which REST
 * routes, the command line and its help are made; {@code Actions} does what each row says; {@code
 * AdminServer} guards the door (token, Host header, sizes).
 */
package io.dynamq.server.admin;
