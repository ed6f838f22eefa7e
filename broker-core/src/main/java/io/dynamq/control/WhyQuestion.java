package io.dynamq.control;

import io.dynamq.message.MessageId;
import io.dynamq.topic.TopicFilter;

/**
 * What has become of the messages that a client could have got?
 *
 * @param topics of which topics; null: of those that the client has subscribed to, now or earlier
 * @param messageId which message; null: all
 * @param sinceMillis what was published before is left out
 */
public record WhyQuestion(
    String clientId, TopicFilter topics, MessageId messageId, long sinceMillis) {}
