package io.dynamq.bench.broker;

/** What is between TCP and MQTT. */
enum Layer {
  NONE,
  TLS,
  WEB_SOCKET
}
