/** Benchmarks of the engine's inner parts; here because those are nobody else's. */
package io.dynamq.engine;
