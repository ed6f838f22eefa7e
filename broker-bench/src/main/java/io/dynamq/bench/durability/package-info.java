/** What a durability mode costs: time until PUBACK, CPU and store requests. Not shipped. */
package io.dynamq.bench.durability;
