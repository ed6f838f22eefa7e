package io.dynamq.control;

import io.dynamq.message.Qos;
import io.dynamq.topic.TopicFilter;

/**
 * What would become of such a subscription?
 *
 * @param username of the client if it is not there; null for none
 * @param filter as the client would write it
 */
public record SubscribeQuestion(
    String clientId, String username, TopicFilter filter, Qos qos) {}
