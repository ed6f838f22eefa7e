/**
 * The command line {@code bin/emqx_ctl}: turns words into a request of the administration and prints
 * its answer. Made from the table in {@link io.dynamq.server.admin.Commands}; start with {@code
 * CtlMain}.
 */
package io.dynamq.server.ctl;
