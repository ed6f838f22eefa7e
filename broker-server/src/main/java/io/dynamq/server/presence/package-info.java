/** What the broker publishes about clients that come and go. */
package io.dynamq.server.presence;
