/**
 * TLS: certificates and keys from PEM files, looked at again while running, and what a client's
 * certificate says of it. Knows no MQTT. Contexts are made on the caller's thread, which must be none
 * of the event loops; connections take the one that is current when they come.
 */
package io.dynamq.net.tls;
