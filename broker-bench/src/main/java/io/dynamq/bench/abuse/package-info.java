/** Clients that mean harm, beside a pair that does not: what it costs the pair and the broker. */
package io.dynamq.bench.abuse;
