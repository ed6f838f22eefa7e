package io.dynamq.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Operations that other stores of the probes don't have, and what this store refuses by name. */
class OperationsIT {

  private static EmbeddedDynamoDb store;
  private static RawClient client;

  @BeforeAll
  static void start() throws Exception {
    store = EmbeddedDynamoDb.start(Options.inMemory());
    client = new RawClient(store.endpoint());
    client.createTable("things");
  }

  @AfterAll
  static void stop() {
    store.close();
  }

  private static String call(String operation, String body) throws Exception {
    return client.call(operation, body.replace('\'', '"')).body();
  }

  @Test
  void answersQuestionsAboutTheAccount() throws Exception {
    assertThat(call("DescribeLimits", "{}")).contains("\"TableMaxWriteCapacityUnits\":40000");
    assertThat(call("DescribeEndpoints", "{}")).contains("CachePeriodInMinutes");
    assertThat(call("DescribeContinuousBackups", "{'TableName':'things'}"))
        .contains("\"ContinuousBackupsStatus\":\"DISABLED\"");
  }

  @Test
  void keepsTags() throws Exception {
    String arn = "'ResourceArn':'arn:aws:dynamodb:local:000000000000:table/things'";
    call("TagResource", "{" + arn + ",'Tags':[{'Key':'a','Value':'1'},{'Key':'b','Value':'2'}]}");
    call("UntagResource", "{" + arn + ",'TagKeys':['a']}");
    assertThat(call("ListTagsOfResource", "{" + arn + "}"))
        .isEqualTo("{\"Tags\":[{\"Key\":\"b\",\"Value\":\"2\"}]}");
  }

  @Test
  void changesBilling() throws Exception {
    client.createTable("billed");
    assertThat(
            call(
                "UpdateTable",
                "{'TableName':'billed','BillingMode':'PROVISIONED',"
                    + "'ProvisionedThroughput':{'ReadCapacityUnits':3,'WriteCapacityUnits':4}}"))
        .contains("\"ReadCapacityUnits\":3")
        .doesNotContain("BillingModeSummary");
    assertThat(call("UpdateTable", "{'TableName':'billed','BillingMode':'PAY_PER_REQUEST'}"))
        .contains("\"BillingMode\":\"PAY_PER_REQUEST\"");
    assertThat(call("UpdateTable", "{'TableName':'billed','BillingMode':'PROVISIONED'}"))
        .contains("must both be specified when BillingMode is PROVISIONED");
  }

  @Test
  void refusesByNameWhatItDoesNotHave() throws Exception {
    String table =
        "{'TableName':'refused','BillingMode':'PAY_PER_REQUEST','KeySchema':[{'AttributeName':'p',"
            + "'KeyType':'HASH'}],'AttributeDefinitions':[{'AttributeName':'p','AttributeType':'S'}],";
    assertThat(call("CreateTable", table + "'GlobalSecondaryIndexes':[{'IndexName':'i'}]}"))
        .contains("GlobalSecondaryIndexes are not supported by this store");
    assertThat(call("CreateTable", table + "'StreamSpecification':{'StreamEnabled':true}}"))
        .contains("Streams are not supported by this store");
    assertThat(call("PutItem", "{'TableName':'things','Item':{'p':{'S':'a'}},'Expected':{}}"))
        .contains("legacy parameter Expected is not supported");
    assertThat(call("ExecuteStatement", "{}")).contains("UnknownOperationException");
  }

  @Test
  void transactionsAreIdempotentByToken() throws Exception {
    String update =
        "{'Update':{'TableName':'things','Key':{'p':{'S':'count'}},"
            + "'UpdateExpression':'ADD c :one','ExpressionAttributeValues':{':one':{'N':'%d'}}}}";
    String add = "'TransactItems':[" + update + "]";
    call("TransactWriteItems", "{'ClientRequestToken':'t'," + add.formatted(1) + "}");
    call("TransactWriteItems", "{'ClientRequestToken':'t'," + add.formatted(1) + "}");
    assertThat(
            call(
                "TransactGetItems",
                "{'TransactItems':[{'Get':{'TableName':'things','Key':{'p':{'S':'count'}}}},"
                    + "{'Get':{'TableName':'things','Key':{'p':{'S':'none'}}}}]}"))
        .isEqualTo(
            "{\"Responses\":[{\"Item\":{\"p\":{\"S\":\"count\"},\"c\":{\"N\":\"1\"}}},{}]}");
    assertThat(call("TransactWriteItems", "{'ClientRequestToken':'t'," + add.formatted(2) + "}"))
        .contains("IdempotentParameterMismatchException");
    String one = update.formatted(1);
    String twice = "'TransactItems':[" + one + "," + one + "]";
    assertThat(call("TransactWriteItems", "{" + twice + "}"))
        .contains("cannot include multiple operations on one item");
  }
}
