package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.observe.Meters;

/** What the parts of the native store have in common. */
record Shared(
    Tables tables,
    DynamoPool pool,
    TableReader reader,
    WriteBehind writeBehind,
    Leases leases,
    Journal journal,
    OpenPublishes publishes,
    Moves moves,
    Meters meters,
    String node) {}
