/** What tests of several rooms and modules share; part of the test-jar, never shipped. */
package io.dynamq.testkit;
