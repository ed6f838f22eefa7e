package io.dynamq.control;

import io.dynamq.message.Qos;

/**
 * What would become of such a PUBLISH?
 *
 * @param clientId of its sender, which need not be there
 * @param username of the sender if it is not there; null for none
 * @param topic as the sender would write it
 * @param payloadBytes length of the payload
 */
public record PublishQuestion(
    String clientId, String username, String topic, Qos qos, boolean retain, int payloadBytes) {}
