package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Position;

/** Where a message is. */
record Place(ClientId client, Position position) {}
