/**
 * Who gets a message: the subscription table with its shared groups, and the index of retained
 * messages. Pure: no thread, socket, store or clock of its own; shared by all event loops, readers
 * take no lock.
 */
package io.dynamq.routing;
