package io.dynamq.session;

import io.dynamq.message.Message;

/**
 * A message that its member of a shared group did not finish.
 *
 * @param group the filter text of the shared subscription
 */
public record SharedMessage(Message message, String group) {}
