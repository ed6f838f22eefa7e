package io.dynamq.dynamo.writebehind;

/** What must agree before anything is written to the store. */
record Guards(WriteAhead log, Ownership ownership) {}
