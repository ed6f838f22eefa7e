/** The stores that tests run against: embedded, dynalite, or one that the user names. */
package io.dynamq.dynamo.testing;
