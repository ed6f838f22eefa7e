/**
 * What is published and who subscribes: immutable values that every room above passes around.
 *
 * <p>Depends on {@code topic} and {@code time} only. Read {@link io.dynamq.message.Message} first.
 */
package io.dynamq.message;
