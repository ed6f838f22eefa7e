/**
 * Users and access rules where a fleet's state lives: what a store can tell of them. Read {@link
 * io.dynamq.store.access.AccessTables} first.
 */
package io.dynamq.store.access;
