package io.dynamq.dynamodb.http;

/** One request as the server needs it after its buffer is released. */
record Exchange(String target, boolean signed, boolean keepAlive, byte[] body) {}
