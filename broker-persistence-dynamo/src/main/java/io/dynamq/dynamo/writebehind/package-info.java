/**
 * The write-behind: what was accepted but is not yet in DynamoDB, and the way it gets there.
 *
 * <p>Callers on any thread leave the newest wanted state of an item in the dirty map and go on. One
 * flusher thread per instance takes entries that are older than the hold window, in rounds; within
 * a round the stages follow each other, so that a crash leaves orphans and never a reference to
 * something that is missing. Per key one request is under way at a time and the newest state wins.
 *
 * <p>Read {@link io.dynamq.dynamo.writebehind.WriteBehind} first. Nothing here is null unless its
 * javadoc says so.
 */
package io.dynamq.dynamo.writebehind;
