/** What the fuzzer and the abuse share: bytes, connections, a broker that is watched, a probe. */
package io.dynamq.bench.attack;
