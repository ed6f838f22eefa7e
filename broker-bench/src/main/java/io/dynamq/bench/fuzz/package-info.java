/**
 * A fuzzer that knows MQTT's grammar: valid connections of all versions, each with one fault of which
 * the standard says what follows, or with noise, against the decoder and a broker that runs.
 */
package io.dynamq.bench.fuzz;
