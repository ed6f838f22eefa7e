/** Benchmarks of the write-behind's inner parts; here because those are nobody else's. */
package io.dynamq.dynamo.writebehind;
