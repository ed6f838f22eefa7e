/** What state in DynamoDB costs. For the administration and the command line. */
package io.dynamq.server.price;
